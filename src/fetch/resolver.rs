//! Name resolution for one client: only addresses that it may reach come out, at the moment of
//! connecting. What is checked is what is connected to, whatever the name leads to a moment later.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;

use super::guard::{self, Reach, Refused};
use super::phases;

/// No address for a name; the resolver's own words.
#[derive(Debug, Error)]
#[error("{reason}")]
pub struct Unresolved {
    pub reason: String,
}

#[derive(Debug, Clone)]
pub struct Resolver {
    pub reach: Reach,
    /// The user's own proxies may stand anywhere.
    pub proxies: Arc<[String]>,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let is_proxy = self.proxies.iter().any(|proxy| proxy == name.as_str());
        let reach = if is_proxy { Reach::Anywhere } else { self.reach };
        Box::pin(async move {
            let started = Instant::now();
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            phases::resolved_in(started.elapsed());
            let found: Vec<SocketAddr> =
                found.map_err(|error| Unresolved { reason: reason_of(&error) })?.collect();
            let reachable = reachable(name.as_str(), found, reach)?;
            Ok(Box::new(reachable.into_iter()) as Addrs)
        })
    }
}

/// Those of a name's addresses that may be connected to.
fn reachable(host: &str, found: Vec<SocketAddr>, reach: Reach) -> Result<Vec<SocketAddr>, Refused> {
    if reach == Reach::Anywhere {
        return Ok(found);
    }
    let refusal = found.iter().find_map(|addr| guard::kind_of(addr.ip()));
    let public: Vec<_> = found.into_iter().filter(|addr| guard::kind_of(addr.ip()).is_none()).collect();
    match refusal {
        Some(kind) if public.is_empty() => Err(Refused { host: host.to_owned(), kind }),
        _ => Ok(public),
    }
}

/// getaddrinfo says "failed to lookup address information: Name or service not known".
fn reason_of(error: &std::io::Error) -> String {
    let words = error.to_string();
    let reason = words.rsplit(": ").next().unwrap_or(&words);
    reason.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_refused_when_it_is_resolved() {
        let resolve = async |reach, proxies: &[&str]| {
            let proxies = proxies.iter().map(ToString::to_string).collect();
            Resolver { reach, proxies }.resolve("localhost".parse().unwrap()).await.map(Iterator::count)
        };
        let error = resolve(Reach::Public, &[]).await.unwrap_err();
        assert_eq!(error.downcast_ref::<Refused>().unwrap().kind, "a loopback address");
        assert!(resolve(Reach::Anywhere, &[]).await.unwrap() > 0);
        assert!(resolve(Reach::Public, &["localhost"]).await.unwrap() > 0);
    }

    #[test]
    fn a_name_is_reached_by_its_public_addresses_only() {
        let addr = |text: &str| SocketAddr::new(text.parse().unwrap(), 0);
        let mixed = vec![addr("10.0.0.1"), addr("8.8.8.8"), addr("::1")];
        assert_eq!(reachable("x", mixed.clone(), Reach::Public).unwrap(), [addr("8.8.8.8")]);
        assert_eq!(reachable("x", mixed.clone(), Reach::Anywhere).unwrap(), mixed);
        let error = reachable("intra.example", vec![addr("::ffff:10.0.0.1")], Reach::Public).unwrap_err();
        assert_eq!(
            error.to_string(),
            "will not connect to intra.example, a private address; if it is meant, set allow_private = true for this feed"
        );
    }
}
