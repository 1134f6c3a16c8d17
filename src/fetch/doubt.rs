//! Whose fault is it that a host cannot be reached? Failures that may be our own network's are
//! withheld until some host has answered; if none does, nobody is blamed.

use std::collections::HashSet;
use std::sync::Arc;

use super::error::{FetchError, Phase};
use super::exchange::{Exchange, Outcome, Postponed};
use super::guard;

/// Of fewer hosts it is no wonder that all are down.
const FEWEST_HOSTS: usize = 3;

/// What is not known yet of our network in this run.
#[derive(Debug, Default)]
pub struct Doubt {
    network_works: bool,
    withheld: Vec<Exchange>,
}

impl Doubt {
    /// What may be told now that `exchange` has come.
    pub fn sift(&mut self, exchange: Exchange) -> Vec<Exchange> {
        self.network_works = self.network_works || proves_the_network(&exchange);
        if !self.network_works && blamed_for_the_network(&exchange).is_some() {
            self.withheld.push(exchange);
            return Vec::new();
        }
        let mut free = if self.network_works { std::mem::take(&mut self.withheld) } else { Vec::new() };
        free.push(exchange);
        free
    }

    /// The rest, when no more will come.
    pub fn end(self) -> Vec<Exchange> {
        let hosts: HashSet<Option<Arc<str>>> =
            self.withheld.iter().map(|exchange| exchange.log.host.clone()).collect();
        if hosts.len() < FEWEST_HOSTS {
            return self.withheld;
        }
        self.withheld.into_iter().map(excused).collect()
    }
}

/// A host of the internet has answered; an error of the 5xx kind may be a proxy's own.
fn proves_the_network(exchange: &Exchange) -> bool {
    exchange.log.status.is_some_and(|status| status < 500)
        && blamed_for_the_network(exchange).is_none()
        && !is_near(exchange)
}

/// The failure of `exchange` that our own network may have caused.
fn blamed_for_the_network(exchange: &Exchange) -> Option<String> {
    let never_connected = exchange.log.status.is_none() && exchange.log.phases.connect.is_none();
    let failure = match &exchange.outcome {
        Outcome::Failed(error) if error.may_be_our_network() => Some(error.to_string()),
        Outcome::Failed(error @ FetchError::Timeout { phase: Phase::Answer, .. }) if never_connected => {
            Some(error.to_string())
        }
        Outcome::Postponed(why @ Postponed::RunDeadline)
            if never_connected && exchange.log.host.is_some() =>
        {
            Some(why.to_string())
        }
        _ => None,
    };
    failure.filter(|_| !is_near(exchange))
}

/// Loopback and the local network answer, or do not, whatever the internet does.
fn is_near(exchange: &Exchange) -> bool {
    exchange.log.host.as_deref().is_some_and(guard::is_own_network)
}

fn excused(exchange: Exchange) -> Exchange {
    match blamed_for_the_network(&exchange) {
        Some(error) => Exchange { outcome: Outcome::Postponed(Postponed::NoNetwork { error }), ..exchange },
        None => exchange,
    }
}

#[cfg(test)]
mod tests {
    use super::super::exchange::Log;
    use super::*;

    fn exchange(host: &str, status: Option<u16>, outcome: Outcome) -> Exchange {
        let log = Log { status, host: Some(host.into()), ..Log::default() };
        Exchange { name: host.into(), outcome, log }
    }

    fn lost(host: &str) -> Exchange {
        let reason = "name or service not known".to_owned();
        exchange(host, None, Outcome::Failed(FetchError::Dns { host: host.into(), reason }))
    }

    fn fine(host: &str) -> Exchange {
        exchange(host, Some(304), Outcome::NotModified { validators: None })
    }

    /// In the order in which they are told: the host, and whether it is blamed for a failure.
    fn told(exchanges: Vec<Exchange>) -> Vec<(String, bool)> {
        let mut doubt = Doubt::default();
        let mut told: Vec<_> = exchanges.into_iter().flat_map(|exchange| doubt.sift(exchange)).collect();
        told.extend(doubt.end());
        let blamed = |outcome: &Outcome| matches!(outcome, Outcome::Failed(_));
        told.into_iter().map(|exchange| (exchange.name, blamed(&exchange.outcome))).collect()
    }

    fn expected(list: &[(&str, bool)]) -> Vec<(String, bool)> {
        list.iter().map(|(host, blamed)| ((*host).to_owned(), *blamed)).collect()
    }

    #[test]
    fn where_no_host_can_be_reached_none_is_blamed() {
        let list = told(vec![lost("a.example"), lost("b.example"), lost("c.example")]);
        assert_eq!(list, expected(&[("a.example", false), ("b.example", false), ("c.example", false)]));
    }

    #[test]
    fn the_first_answer_settles_it_for_all() {
        let list = told(vec![lost("a.example"), lost("b.example"), fine("c.example"), lost("d.example")]);
        let blamed = [("a.example", true), ("b.example", true), ("c.example", false), ("d.example", true)];
        assert_eq!(list, expected(&blamed));
    }

    #[test]
    fn few_hosts_and_hosts_nearby_prove_nothing() {
        let few = told(vec![lost("a.example"), lost("b.example"), lost("b.example")]);
        assert!(few.iter().all(|(_, blamed)| *blamed), "{few:?}");
        let mut list = told(vec![
            fine("127.0.0.1:80"),
            lost("a.example"),
            lost("10.0.0.1"),
            lost("b.example"),
            lost("c.example"),
        ]);
        list.retain(|(_, blamed)| *blamed);
        assert_eq!(list, expected(&[("10.0.0.1", true)]));
    }

    #[test]
    fn a_proxy_that_says_bad_gateway_proves_nothing_and_is_not_excused() {
        let gateway = exchange("p.example", Some(502), Outcome::Failed(FetchError::Status { status: 502 }));
        let list = told(vec![lost("a.example"), gateway, lost("b.example"), lost("c.example")]);
        assert_eq!(list.iter().filter(|(_, blamed)| *blamed).count(), 1, "{list:?}");
    }
}
