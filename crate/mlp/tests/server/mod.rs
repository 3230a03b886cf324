//! A web server on 127.0.0.1 that misbehaves as it is told.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the server does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// The whole content, or the part that a Range header asks for.
    Content(Vec<u8>),
    /// Announces the content's length, sends so many bytes and hangs up.
    CutAfter(Vec<u8>, usize),
    /// The whole content, whatever the Range header asks for.
    NoRanges(Vec<u8>),
    /// Announces the content's length, sends so many bytes and then nothing more.
    StallAfter(Vec<u8>, usize),
    /// A byte every so often.
    Trickle(Vec<u8>, Duration),
    /// Accepts and never answers.
    Silent,
    /// Sends the client elsewhere.
    Redirect(String),
    /// A status with an empty body, such as "404 Not Found".
    Status(&'static str),
}

/// Answers from a list: request 0 gets reply 0 and so on; the last one stays.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT/`
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Vec<Reply> = replies.into_iter().collect();
        Self::route(move |number, _| replies[number.min(replies.len() - 1)].clone())
    }

    /// `answer` gets the request's number and its path.
    pub(crate) fn route(answer: impl Fn(usize, &str) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Some((head, path)) = request(&stream) else {
                    continue;
                };
                let number = seen.lock().unwrap().len();
                seen.lock().unwrap().push(head.clone());
                let reply = answer(number, &path);
                // A client that hung up is no concern of the server's.
                thread::spawn(move || drop(respond(stream, &head, reply)));
            }
        });
        Self { url, requests }
    }

    /// The heads of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn request(stream: &TcpStream) -> Option<(String, String)> {
    let mut head = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut head).ok()? > 2 {}
    let path = head.split(' ').nth(1)?.to_owned();
    Some((head.to_lowercase(), path))
}

fn respond(mut stream: TcpStream, head: &str, reply: Reply) -> std::io::Result<()> {
    let range = head.lines().find_map(|line| {
        line.strip_prefix("range: bytes=")?
            .trim_end_matches('-')
            .parse::<usize>()
            .ok()
    });
    let ok = |stream: &mut TcpStream, length: usize| {
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        )
    };
    match reply {
        Reply::Content(content) => match range {
            Some(start) if start >= content.len() => {
                let length = content.len();
                write!(
                    stream,
                    "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */{length}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
            }
            Some(start) => {
                let (rest, length) = (&content[start..], content.len());
                write!(
                    stream,
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {start}-{}/{length}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    length - 1,
                    rest.len()
                )?;
                stream.write_all(rest)
            }
            None => {
                ok(&mut stream, content.len())?;
                stream.write_all(&content)
            }
        },
        Reply::NoRanges(content) => {
            ok(&mut stream, content.len())?;
            stream.write_all(&content)
        }
        Reply::CutAfter(content, count) => {
            ok(&mut stream, content.len())?;
            stream.write_all(&content[..count])
        }
        Reply::StallAfter(content, count) => {
            ok(&mut stream, content.len())?;
            stream.write_all(&content[..count])?;
            stream.flush()?;
            thread::sleep(Duration::from_secs(20));
            Ok(())
        }
        Reply::Trickle(content, pause) => {
            ok(&mut stream, content.len())?;
            for byte in content {
                stream.write_all(&[byte])?;
                stream.flush()?;
                thread::sleep(pause);
            }
            Ok(())
        }
        Reply::Silent => {
            thread::sleep(Duration::from_secs(20));
            Ok(())
        }
        Reply::Redirect(to) => {
            write!(
                stream,
                "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        }
        Reply::Status(status) => {
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        }
    }
}
