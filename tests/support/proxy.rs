//! Proxies on loopback, which lead to one server whatever they are asked for, and remember what that was.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Reads whom a client wants to be connected to, and tells it that it is.
type Greeting = fn(&mut TcpStream) -> io::Result<String>;

#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    targets: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Speaks SOCKS 5 (RFC 1928).
    pub fn socks(server: SocketAddr) -> Proxy {
        Proxy::start(server, greet_in_socks)
    }

    /// Opens tunnels (`CONNECT`), and remembers the whole head of each request for one.
    pub fn tunnel(server: SocketAddr) -> Proxy {
        Proxy::start(server, greet_in_http)
    }

    fn start(server: SocketAddr, greeting: Greeting) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Proxy { address: listener.local_addr().unwrap(), targets: Arc::default() };
        let targets = Arc::clone(&proxy.targets);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let targets = Arc::clone(&targets);
                // An error is a client that went away.
                thread::spawn(move || lead(client, server, greeting, &targets).unwrap_or_default());
            }
        });
        proxy
    }

    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.address)
    }

    /// What it was asked for, in order.
    pub fn targets(&self) -> Vec<String> {
        self.targets.lock().unwrap().clone()
    }
}

fn lead(
    mut client: TcpStream,
    server: SocketAddr,
    greeting: Greeting,
    targets: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let target = greeting(&mut client)?;
    targets.lock().unwrap().push(target);
    let mut server = TcpStream::connect(server)?;
    let (mut back, mut to_client) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || io::copy(&mut back, &mut to_client).unwrap_or_default());
    io::copy(&mut client, &mut server)?;
    Ok(())
}

/// `host:port`.
fn greet_in_socks(client: &mut TcpStream) -> io::Result<String> {
    let [_, methods] = read(client)?;
    client.read_exact(&mut vec![0; methods.into()])?;
    client.write_all(&[5, 0])?;
    let [_, _, _, kind] = read(client)?;
    let host = if kind == 3 {
        let [length] = read(client)?;
        let mut name = vec![0; length.into()];
        client.read_exact(&mut name)?;
        String::from_utf8(name).unwrap()
    } else {
        let address: [u8; 4] = read(client)?;
        Ipv4Addr::from(address).to_string()
    };
    let port = u16::from_be_bytes(read(client)?);
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    Ok(format!("{host}:{port}"))
}

/// The whole head of the request.
fn greet_in_http(client: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.extend(read::<1>(client)?);
    }
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    Ok(String::from_utf8(head).unwrap())
}

fn read<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}
