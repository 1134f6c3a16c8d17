//! What holds whatever the order in which feeds answer and documents list their entries.

use feedmill::model::Entry;
use feedmill::model::Item;
use feedmill::model::feed::{IdOrigin, Text};
use proptest::prelude::*;

use crate::mill::{Mill, ago, feed};

const SITES: [&str; 3] = ["one", "two", "three"];

/// An entry of any site, with or without id, link, title and date, likely to meet others.
fn entry() -> impl Strategy<Value = Entry> {
    let id = prop_oneof![
        Just(None),
        (0..6u8).prop_map(|id| Some(format!("urn:x:{id}"))),
        (0..3u8).prop_map(|id| Some(id.to_string()))
    ];
    let link = prop::option::of((0..SITES.len(), 0..5u8));
    let date = prop::option::of(0..40i64);
    (id, link, prop::option::of(0..6u8), date, 0..8u8).prop_map(|(id, link, title, date, body)| {
        let link = link.map(|(site, page)| format!("https://{}.example/{page}", SITES[site]));
        Entry {
            id_origin: if id.is_some() { IdOrigin::Given } else { IdOrigin::Derived },
            id,
            link,
            title: title.map(|title| Text::plain(format!("Title {title}"))),
            summary: Some(Text::plain(format!("Body {body}"))),
            published: date.map(ago),
            ..Entry::default()
        }
    })
}

/// What each site lists at each of two fetches.
fn fetches() -> impl Strategy<Value = Vec<Vec<Vec<Entry>>>> {
    prop::collection::vec(prop::collection::vec(prop::collection::vec(entry(), 0..6), SITES.len()), 2)
}

/// Builds twice and returns what is published.
fn published(
    fetches: &[Vec<Vec<Entry>>],
    arrange: impl Fn(&mut Vec<(&'static str, Vec<Entry>)>),
) -> Vec<Item> {
    let mut mill = Mill::of(&SITES);
    let mut items = Vec::new();
    for fetch in fetches {
        let mut documents: Vec<(&str, Vec<Entry>)> = SITES.into_iter().zip(fetch.clone()).collect();
        arrange(&mut documents);
        let documents = documents.into_iter().map(|(name, entries)| (name, feed(name, entries))).collect();
        items = mill.build(documents).items;
    }
    items
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn order_of_arrival_and_of_entries_changes_nothing(fetches in fetches(), turn in 0..6usize) {
        let straight = published(&fetches, |_| {});
        let turned = published(&fetches, |documents| {
            documents.rotate_left(turn % SITES.len());
            for (_, entries) in documents.iter_mut() {
                let turn = turn.min(entries.len());
                entries.rotate_left(turn);
                if turn % 2 == 0 {
                    entries.reverse();
                }
            }
        });
        prop_assert_eq!(straight, turned);
    }

    #[test]
    fn building_twice_changes_nothing(fetches in fetches()) {
        let mut mill = Mill::of(&SITES);
        let documents = || SITES.into_iter().zip(&fetches[0]).map(|(name, entries)| (name, feed(name, entries.clone()))).collect();
        let first = mill.build(documents());
        let again = mill.build(documents());
        prop_assert_eq!(again.new, 0);
        prop_assert_eq!(&again.outcome.edition, &first.outcome.edition);
        prop_assert!(again.outcome.rulings.is_empty(), "nothing is news: {:?}", again.outcome.rulings);
        prop_assert_eq!(mill.build(vec![]).outcome.edition, first.outcome.edition);
    }

    #[test]
    fn ids_are_unique_iris_and_no_item_is_lost(fetches in fetches()) {
        let items = published(&fetches, |_| {});
        let ids: std::collections::BTreeSet<&str> = items.iter().map(|item| item.id.as_str()).collect();
        prop_assert_eq!(ids.len(), items.len());
        prop_assert!(ids.iter().all(|id| feedmill::iri::is_iri(id)));
        prop_assert!(items.iter().all(|item| !item.title.is_empty()));
        prop_assert!(items.windows(2).all(|pair| pair[0].published >= pair[1].published));
    }
}
