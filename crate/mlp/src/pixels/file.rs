//! Pictures as they lie in files: turned as the camera was held, and whole.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{
    DynamicImage, GrayImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Luma, Pixel, Rgb, RgbImage,
};

use crate::{Error, Result};

/// Opens a PNG or JPEG file.
pub(crate) fn open(path: &Path) -> Result<DynamicImage> {
    decode(&fs::read(path).map_err(Error::io(path))?, path)
}

/// The picture in a PNG or JPEG file's bytes, the right way up; `name` stands in error messages.
pub(crate) fn decode(bytes: &[u8], name: &Path) -> Result<DynamicImage> {
    let failed = |source| Error::Image {
        path: name.into(),
        source,
    };
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(Error::io(name))?;
    let format = reader.format();
    let mut decoder = reader.into_decoder().map_err(failed)?;
    // What `ImageReader::decode` asks for: a header alone takes no memory.
    Limits::default().reserve(decoder.total_bytes()).map_err(failed)?;
    // A note that cannot be read says nothing of the picture.
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    // The decoder fills what is missing with gray; it is told by the marker that ends every whole file.
    if format == Some(ImageFormat::Jpeg) && !jpeg_is_whole(bytes) {
        return Err(Error::file(
            name,
            "ends before the picture does",
            "Replace it with a complete copy of the file",
        ));
    }
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok(image)
}

/// The picture on white paper. What color stands under full transparency is not seen, and differs from program to program.
pub(crate) fn on_white(image: DynamicImage) -> DynamicImage {
    let color = image.color();
    if !color.has_alpha() {
        return image;
    }
    let size = (image.width(), image.height());
    if color.has_color() {
        let image = image.into_rgba8();
        RgbImage::from_fn(size.0, size.1, |x, y| {
            let [red, green, blue, alpha] = image.get_pixel(x, y).0;
            Rgb([red, green, blue]).map(|value| over_white(value, alpha))
        })
        .into()
    } else {
        let image = image.into_luma_alpha8();
        GrayImage::from_fn(size.0, size.1, |x, y| {
            let [gray, alpha] = image.get_pixel(x, y).0;
            Luma([over_white(gray, alpha)])
        })
        .into()
    }
}

/// (α·value + (255 − α)·255) / 255, rounded.
fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((alpha * value + (255 - alpha) * 255 + 127) / 255) as u8
}

/// Whether the end-of-image marker comes where a marker can stand. A preview within a segment has one of its own, so segments
/// are passed over by their length.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    /// End of image.
    const END: u8 = 0xd9;
    let mut at = 2;
    while let Some(&[mark, code]) = bytes.get(at..at + 2) {
        at += match (mark, code) {
            (0xff, END) => return true,
            // Within a scan: a stuffed 0xff, and the marks by which a decoder finds its place again. Else fill bytes.
            (0xff, 0x00 | 0x01 | 0xd0..=0xd7) => 2,
            (0xff, 0xff) => 1,
            (0xff, _) => match bytes.get(at + 2..at + 4) {
                Some(&[high, low]) => 2 + usize::from(u16::from_be_bytes([high, low])),
                _ => return false,
            },
            _ => 1,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use image::codecs::{jpeg::JpegEncoder, png::PngEncoder};
    use image::{ExtendedColorType, ImageEncoder};

    use super::*;

    /// A chunk that says nothing but this orientation.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut chunk = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        chunk.extend([orientation, 0, 0, 0, 0, 0, 0]);
        chunk
    }

    /// 16 × 8 pixels, dark on the left, light on the right.
    fn halves() -> Vec<u8> {
        (0..16 * 8).map(|i| if i % 16 < 8 { 20 } else { 230 }).collect()
    }

    fn jpeg(orientation: Option<u8>) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = JpegEncoder::new(&mut file);
        if let Some(orientation) = orientation {
            encoder.set_exif_metadata(exif(orientation)).unwrap();
        }
        encoder
            .write_image(&halves(), 16, 8, ExtendedColorType::L8)
            .unwrap();
        file
    }

    fn png(orientation: u8) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = PngEncoder::new(&mut file);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        encoder
            .write_image(&halves(), 16, 8, ExtendedColorType::L8)
            .unwrap();
        file
    }

    #[test]
    fn a_picture_is_turned_as_its_file_says() {
        let upright = decode(&jpeg(None), "a.jpg".as_ref()).unwrap();
        assert_eq!((upright.width(), upright.height()), (16, 8));
        // 3: upside down; 6: to be turned by 90° clockwise, so that left comes to the top.
        for (file, (width, height), dark, light) in [
            (jpeg(Some(3)), (16, 8), (15, 4), (0, 4)),
            (jpeg(Some(6)), (8, 16), (4, 0), (4, 15)),
            (png(3), (16, 8), (15, 4), (0, 4)),
            (png(6), (8, 16), (4, 0), (4, 15)),
        ] {
            let turned = decode(&file, "turned".as_ref()).unwrap();
            assert_eq!((turned.width(), turned.height()), (width, height));
            let gray = turned.into_luma8();
            assert!(gray.get_pixel(dark.0, dark.1)[0] < 40);
            assert!(gray.get_pixel(light.0, light.1)[0] > 210);
        }
    }

    #[test]
    fn a_jpeg_that_is_cut_is_an_error_wherever_it_is_cut() {
        let whole = jpeg(Some(1));
        for kept in [whole.len() / 2, whole.len() - 20, whole.len() - 1] {
            let error = decode(&whole[..kept], "cut.jpg".as_ref())
                .unwrap_err()
                .to_string();
            assert!(error.starts_with("cut.jpg: "), "{error}");
        }
        // A preview's own end is not the picture's.
        let mut preview = whole[..2].to_vec();
        preview.extend([0xff, 0xe2, 0, 6, 1, 2, 0xff, 0xd9]);
        preview.extend(&whole[2..whole.len() - 2]);
        assert!(decode(&preview, "preview.jpg".as_ref()).is_err());
        preview.extend([0xff, 0xd9]);
        assert!(decode(&preview, "preview.jpg".as_ref()).is_ok());
    }

    #[test]
    fn what_stands_under_transparency_does_not_count() {
        let gray = |under: u8| {
            let pixels = vec![under, 0, 100, 255, 100, 128];
            on_white(image::GrayAlphaImage::from_raw(3, 1, pixels).unwrap().into()).into_bytes()
        };
        assert_eq!(gray(0), [255, 100, 177]);
        assert_eq!(gray(0), gray(200));
        let color = |under: u8| {
            let pixels = vec![under, under, under, 0, 10, 20, 30, 255];
            on_white(image::RgbaImage::from_raw(2, 1, pixels).unwrap().into()).into_bytes()
        };
        assert_eq!(color(0), [255, 255, 255, 10, 20, 30]);
        assert_eq!(color(0), color(255));
    }
}
