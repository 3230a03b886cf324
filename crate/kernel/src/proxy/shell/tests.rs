//! The shell with real sockets and no evcxr.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Command;

use jupyter_zmq_client::connection::{
    create_client_control_connection, create_client_shell_connection_with_identity, peer_identity_for_session,
};
use protocol::cells::Request;
use serde_json::json;
use zeromq::{SocketRecv, SocketSend};

use super::*;
use crate::proxy::machine::event::Stream;
use crate::proxy::machine::message::Message;
use crate::socket::Name;

const LONG: Duration = Duration::from_secs(20);

fn settings() -> Settings {
    Settings {
        session: "kernel".into(),
        about: About {
            implementation: "test".into(),
            banner: String::new(),
            rust: "1.95.0".into(),
            links: Vec::new(),
        },
        statements: Statements {
            notebook: "mine::notebook".into(),
            library: "mine".into(),
            comes_with: Vec::new(),
            join: Box::new(|_| String::new()),
            priming: None,
        },
        usual_start: None,
        is_spare: false,
    }
}

#[test]
fn a_front_end_is_answered_over_its_sockets_and_ends_the_kernel() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let story = async {
        let (info, held) = engine::connection_info().unwrap();
        drop(held);
        let (news, inbox) = mpsc::channel(WAITING);
        let outbox = front::bind(&info, &news).await.unwrap();
        let tie = tokio::spawn(std::future::pending::<()>()).abort_handle();
        let hands = Hands::new(news.clone(), outbox, tie, "/nowhere/start-seconds".into());
        let kernel = live(Machine::new(settings(), Instant::now()), hands, inbox);
        news.send(News::BuildDir(Err(anyhow::anyhow!("the disk is full"))))
            .await
            .unwrap();

        let client = async {
            let key = wire::key(&info.key);
            let identity = peer_identity_for_session("s").unwrap();
            let shell = create_client_shell_connection_with_identity(&info, "s", identity);
            let mut shell = shell.await.unwrap().socket;
            let mut control = create_client_control_connection(&info, "s").await.unwrap().socket;
            let frames = |msg_type, content| {
                wire::frames(&Message::new("client", 1, msg_type, content), key.as_ref()).unwrap()
            };
            shell
                .send(frames("execute_request", json!({ "code": "1" })))
                .await
                .unwrap();
            let reply = wire::read(shell.recv().await.unwrap(), key.as_ref()).unwrap();
            assert_eq!(
                (reply.parent_id(), reply.text("evalue")),
                ("client_1", "the disk is full")
            );
            assert!(reply.header["date"].is_string());

            control
                .send(frames("shutdown_request", json!({ "restart": true })))
                .await
                .unwrap();
            let reply = wire::read(control.recv().await.unwrap(), key.as_ref()).unwrap();
            assert_eq!(reply.content, json!({ "status": "ok", "restart": true }));
        };
        tokio::join!(kernel, client);
    };
    runtime.block_on(async { tokio::time::timeout(LONG, story).await.unwrap() });
}

/// The next news of the line.
async fn next_of_link(inbox: &mut mpsc::Receiver<News>) -> link::News {
    match tokio::time::timeout(LONG, inbox.recv()).await.unwrap() {
        Some(News::Cells(7, news)) => news,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_process_that_joins_has_a_mark_gets_requests_and_is_heard_to_its_end() {
    let (news, mut inbox) = mpsc::channel(WAITING);
    let listener = link::Listener::bind().unwrap();
    let name = Name::parse(&listener.address);
    tokio::spawn(listener.accept(7, news));
    let process = std::thread::spawn(move || {
        let connect = || name.connect().unwrap();
        let (requests, mut stdout, mut stderr) = (connect(), connect(), connect());
        let mut lines = BufReader::new(requests).lines();
        let mark = lines.next().unwrap().unwrap();
        let request = lines.next().unwrap().unwrap();
        stdout.write_all(b"out").unwrap();
        drop(stdout);
        stderr.write_all(b"err").unwrap();
        (mark, request)
    });
    let link::News::Joined(mut link) = next_of_link(&mut inbox).await else {
        panic!("it has not joined");
    };
    link.request(&Request::Fence { number: 3 }).await;
    let mut heard = Vec::new();
    for _ in 0..4 {
        heard.push(match next_of_link(&mut inbox).await {
            link::News::Output(stream, bytes) => (stream, String::from_utf8(bytes.to_vec()).unwrap()),
            link::News::Closed(stream) => (stream, "closed".into()),
            other => panic!("{other:?}"),
        });
    }
    heard.sort_by_key(|(stream, _)| *stream as usize);
    let expected = [
        (Stream::Stdout, "out"),
        (Stream::Stdout, "closed"),
        (Stream::Stderr, "err"),
        (Stream::Stderr, "closed"),
    ];
    assert_eq!(heard, expected.map(|(stream, text)| (stream, text.to_owned())));
    let (mark, request) = process.join().unwrap();
    assert_eq!(mark, link.mark);
    assert_eq!(protocol::read(&request), Some(Request::Fence { number: 3 }));
}

#[tokio::test]
async fn a_cell_that_floods_its_stdout_waits_while_nobody_listens() {
    let (news, mut inbox) = mpsc::channel(1);
    let listener = link::Listener::bind().unwrap();
    let name = Name::parse(&listener.address);
    tokio::spawn(listener.accept(7, news));
    let (written, progress) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let connect = || name.connect().unwrap();
        let (mut requests, mut stdout, _stderr) = (connect(), connect(), connect());
        while stdout.write_all(&vec![b'x'; 64 * 1024]).is_ok() {
            let _ = written.send(());
        }
        let _ = requests.read(&mut [0]);
    });
    assert!(matches!(next_of_link(&mut inbox).await, link::News::Joined(_)));
    tokio::time::sleep(Duration::from_millis(100)).await;
    let chunks = progress.try_iter().count();
    assert!(chunks < 40, "{chunks} chunks under way");
    next_of_link(&mut inbox).await;
    next_of_link(&mut inbox).await;
}

#[tokio::test]
async fn the_end_of_evcxr_is_noticed_and_how_it_ended() {
    let (news, mut inbox) = mpsc::channel(WAITING);
    let child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    let engine = engine::Engine::of_child(child, "/nowhere/log".into(), 7, &news).unwrap();
    let News::Engine(7, ended) = tokio::time::timeout(LONG, inbox.recv()).await.unwrap().unwrap() else {
        panic!("other news");
    };
    assert!(matches!(*ended, engine::News::Ended));
    assert_eq!(engine.last_words(), "");
    assert_eq!(engine.end(), "evcxr ended, exit status: 3");
}
