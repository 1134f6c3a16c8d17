//! Ids of our own making: name-based UUIDs, the same for the same feed and guid on every machine, for ever.

use uuid::Uuid;

/// The namespace (RFC 9562, 6.6) of every UUID that feedmill derives. It is itself the version 5 UUID of
/// `https://github.com/feedmill/feedmill#entry` in the URL namespace. To change it is to show every
/// subscriber every derived id as new.
const NAMESPACE: Uuid = Uuid::from_u128(0x12912847_62f0_5b49_8714_4acd9f33ae1c);

/// The id of the entry that `feed` knows as `guid`, where the guid cannot stand as an id itself.
pub fn uuid_id(feed: &str, guid: &str) -> String {
    // The length makes the join unambiguous: ("ab", "c") and ("a", "bc") are two names.
    let name = format!("{}:{feed}{guid}", feed.len());
    Uuid::new_v5(&NAMESPACE, name.as_bytes()).urn().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_namespace_is_what_its_documentation_says() {
        assert_eq!(
            Uuid::new_v5(&Uuid::NAMESPACE_URL, b"https://github.com/feedmill/feedmill#entry"),
            NAMESPACE
        );
    }

    #[test]
    fn a_derived_id_is_the_same_for_ever() {
        assert_eq!(uuid_id("planet", "post 1"), "urn:uuid:48ddb1d1-def6-55eb-ac8e-47a85d302887");
    }

    proptest! {
        #[test]
        fn no_two_names_share_an_id(feed in "[a:1]{0,3}", guid in "[a:1]{0,3}", other in "[a:1]{0,3}", key in "[a:1]{0,3}") {
            prop_assume!((&feed, &guid) != (&other, &key));
            prop_assert_ne!(uuid_id(&feed, &guid), uuid_id(&other, &key));
        }

        #[test]
        fn a_derived_id_may_stand_as_an_id(feed in ".*", guid in ".*") {
            prop_assert!(crate::iri::is_iri(&uuid_id(&feed, &guid)));
        }
    }
}
