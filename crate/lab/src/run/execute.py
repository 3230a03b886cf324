"""Executes one notebook and reports each cell as a line of JSON on stdout.

The task comes as JSON on stdin:
  content    the notebook
  folder     the kernel's working directory
  kernel     the kernelspec's name
  executed   where to write the executed notebook, or null
  html       where to write it as HTML, or null
  save       the notebook whose outputs to renew, or null
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

PANIC = re.compile(r"thread '.*' (\(\d+\) )?panicked at")
KEPT_METADATA = ("kernelspec", "language_info")


def report(**event):
    print(json.dumps(event, ensure_ascii=False), flush=True)


class CellFailed(Exception):
    pass


class Client(NotebookClient):
    """Stops at the first cell that failed, also where a stock evcxr kernel reports success for it."""

    began = 0.0
    honest = True

    def failure(self, cell):
        """What went wrong in a cell, or None."""
        for output in cell.outputs:
            if output.output_type == "error":
                trace = "\n".join(output.get("traceback") or [])
                return trace or f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"
        if self.honest:
            return None
        errors = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
        # A failing `?` only prints the error: stock evcxr answers "ok" for it, as for a panic.
        if PANIC.search(errors) or (errors.strip() and "?" in cell.source):
            return errors
        return None

    def started(self, cell, cell_index):
        self.began = time.monotonic()
        if cell.cell_type == "code" and cell.source.strip():
            report(event="running", cell=cell_index)

    def executed(self, cell, cell_index, execute_reply):
        problem = self.failure(cell)
        if problem is None and execute_reply["content"]["status"] == "error":
            content = execute_reply["content"]
            problem = f"{content.get('ename', 'error')}: {content.get('evalue', '')}"
        allowed = "raises-exception" in cell.metadata.get("tags", [])
        failed = problem is not None and not allowed
        report(
            event="cell",
            cell=cell_index,
            seconds=time.monotonic() - self.began,
            error=problem if failed else None,
        )
        if failed:
            raise CellFailed


def tidy(notebook):
    """Only what a reader needs: no timings, no ids of a session, one stream output where there were many."""
    for key in list(notebook.metadata):
        if key not in KEPT_METADATA:
            del notebook.metadata[key]
    count = 0
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        outputs = []
        for output in cell.outputs:
            output.pop("transient", None)
            last = outputs[-1] if outputs else None
            if last and output.output_type == last.output_type == "stream" and output.name == last.name:
                last.text += output.text
            else:
                outputs.append(output)
        cell.outputs = outputs
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
            for output in outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
    return notebook


def write(path, text):
    """Writes aside and renames: a reader sees the old file or the new one."""
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as aside:
        aside.write(text)
    mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o644
    os.chmod(aside.name, mode)
    os.replace(aside.name, path)


def without_home(output):
    """What is printed names no folder of whoever ran it last."""
    home = os.path.expanduser("~")
    if output.output_type == "stream" and len(home) > 1:
        output.text = output.text.replace(home, "~")
    return output


def save(path, executed):
    """Puts the outputs of `executed` into the notebook at `path`, and leaves the rest of it as it is."""
    notebook = nbformat.read(path, as_version=4)
    for cell, done in zip(notebook.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs = [without_home(output) for output in done.outputs]
            cell.execution_count = done.execution_count
    language = executed.metadata.get("language_info", {})
    notebook.metadata["language_info"] = {
        key: language[key] for key in ("file_extension", "mimetype", "name") if key in language
    }
    write(path, nbformat.writes(tidy(notebook)) + "\n")


async def run(client):
    start = time.monotonic()
    async with client.async_setup_kernel():
        reply = await client.kc.kernel_info(reply=True, timeout=60)
        client.honest = "evcxr" not in reply["content"].get("implementation", "")
        report(event="ready", seconds=time.monotonic() - start)
        client.nb.metadata["language_info"] = reply["content"]["language_info"]
        for index, cell in enumerate(client.nb.cells):
            await client.async_execute_cell(cell, index, execution_count=client.code_cells_executed + 1)


def end(status):
    """Ends without another word: nothing of stdout's rest is written, no thread waited for."""
    os._exit(status)


def main():
    task = json.load(sys.stdin)
    notebook = nbformat.reads(json.dumps(task["content"]), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = Client(
        notebook,
        kernel_name=task["kernel"],
        timeout=None,
        startup_timeout=300,
        record_timing=False,
        resources={"metadata": {"path": task["folder"]}},
    )
    client.on_cell_start = client.started
    client.on_cell_executed = client.executed
    failed = False
    try:
        asyncio.run(run(client))
    except CellFailed:
        failed = True
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        end(130)
    except BrokenPipeError:
        # Whoever reads us is gone.
        end(141)
    except DeadKernelError:
        failed = True
        report(event="dead", error="the kernel died while it ran this cell")
    tidy(notebook)
    if task["executed"]:
        write(task["executed"], nbformat.writes(notebook) + "\n")
    if task["html"]:
        from nbconvert import HTMLExporter

        html, _ = HTMLExporter().from_notebook_node(notebook)
        write(task["html"], html)
    if task["save"] and not failed:
        save(task["save"], notebook)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
