"""The crate's own long-running work in a cell: stopped, it keeps what it has learned."""

import time
import unittest

from session import KernelTest

SETUP = """\
use mlp::prelude::*;
let images = ndarray::ArcArray::from_shape_vec((2_000, 28, 28, 1), (0..2_000 * 784).map(|n| (n % 251) as u8).collect())?;
let labels = ndarray::ArcArray::from_shape_vec(2_000, (0..2_000).map(|n| (n % 10) as u8).collect())?;
let samples = Samples::new(images, labels, (0..10).map(|n: i32| n.to_string()).collect::<Vec<String>>())?;
let device = best_device();
let train = DataLoader::new(&samples, &Normalization::UnitRange, &device)?.batch_size(50).shuffle(0);
let model = Mlp::new(&[784, 64, 10], Activation::Relu, 0, &device)?;
let mut optimizer = Sgd::new(model.parameters(), 0.01)?;
"""


class Types(KernelTest):
    """The kernel's analysis sees only some of the libraries: enough to tell a variable's type."""

    def test_types_of_all_libraries_that_notebooks_use_are_told(self):
        cells = {
            "mlp": "let bar = display::Progress::new(\"x\", 1);\nlet scale = Normalization::UnitRange;",
            "candle": "let zeros = Tensor::zeros((2, 2), DType::F32, &best_device())?;\nlet rows = zeros.to_vec2::<f32>()?;\n"
            "let sizes = zeros.dims().to_vec();\nlet maximum = zeros.max(D::Minus1)?;",
            "candle_nn": "let map = candle_nn::VarMap::new();\nlet variables = map.all_vars();",
            "candle's values": "let kind = zeros.dtype();\nlet shape = zeros.shape().clone();",
            "ndarray": "let grid = ndarray::Array2::<f32>::zeros((2, 3));\nlet doubled = grid.mapv(|x| x * 2.0) + &grid;\n"
            "let sums = doubled.sum_axis(ndarray::Axis(0));\nlet largest = sums.iter().copied().fold(0.0, f32::max);",
            "image": "let picture = image::RgbImage::from_pixel(2, 2, image::Rgb([1, 2, 3]));\nlet pixel = *picture.get_pixel(0, 0);\n"
            "let grayer = image::imageops::grayscale(&picture);",
            "plotters": "let color = plotters::style::RGBColor(1, 2, 3);",
            "reqwest": "let address = reqwest::Url::parse(\"http://localhost/x\")?;\nlet host = address.host_str().map(str::to_owned);\n"
            "let method = reqwest::Method::GET;",
            "std": "let names = vec![\"a\", \"b\"];\nlet longest = names.iter().map(|name| name.len()).max();\n"
            "let all = names.join(\" \");",
        }
        self.value("use mlp::prelude::*;")
        for name, cell in cells.items():
            with self.subTest(name):
                self.value(cell)


class Training(KernelTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reply = cls.run_cell(SETUP, timeout=120)
        assert reply.status == "ok", reply.messages

    def interrupt(self, code):
        request = self.client.execute('println!("runs");\n' + code)
        while self.client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
            pass
        time.sleep(1.5)
        self.manager.interrupt_kernel()
        start = time.monotonic()
        reply = self.finish(request)
        self.assertLess(time.monotonic() - start, 4)
        return reply

    def test_fit_ends_with_the_epochs_so_far_and_the_model_goes_on(self):
        reply = self.interrupt("let history = fit(&model, &mut optimizer, &train, &train, 100_000)?;")
        self.assertEqual(reply.status, "ok", reply.messages)
        self.assertEqual(self.value("history.epochs.len() > 0"), "true")
        self.assertIn("Interrupted", self.value("history.outcome"))
        self.assertEqual(self.value("evaluate(&model, &train)?.loss.is_finite()"), "true")

    def test_a_loop_of_the_learners_own_ends_at_the_next_batch(self):
        reply = self.interrupt(
            "for epoch in 0..100_000 {\n    for batch in train.batches(epoch) {\n        let (x, y) = batch?;\n"
            "        let loss = cross_entropy(&model.forward(&x)?, &y)?;\n        optimizer.backward_step(&loss)?;\n    }\n}"
        )
        self.assertEqual(reply.error["ename"], "Error")
        self.assertIn("stopped", reply.error["evalue"])
        self.assertEqual(self.value("evaluate(&model, &train)?.loss.is_finite()"), "true")

    def test_fit_draws_while_it_trains_and_leaves_one_figure(self):
        reply = self.run_cell("let drawn = fit(&model, &mut optimizer, &train, &train, 20)?;", timeout=120)
        self.assertEqual(reply.status, "ok", reply.messages)
        shown = {message["content"]["transient"].get("display_id") for message in reply.of("display_data")}
        self.assertGreaterEqual(len(reply.of("update_display_data")), 1)
        self.assertTrue(all(shown))


if __name__ == "__main__":
    unittest.main()
