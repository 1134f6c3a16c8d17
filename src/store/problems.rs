//! The problems that the last run told of, so that cron's mail tells each of them once.

use std::collections::BTreeSet;

use super::{Store, StoreError};

impl Store {
    /// Those of `problems` that the last run did not have.
    pub fn unsaid(&self, problems: &[String]) -> Result<Vec<String>, StoreError> {
        let said = self.said()?;
        Ok(problems.iter().filter(|problem| !said.contains(*problem)).cloned().collect())
    }

    /// From now on `problems` are the known ones.
    pub fn were_said(&mut self, problems: &[String]) -> Result<(), StoreError> {
        let now: BTreeSet<String> = problems.iter().cloned().collect();
        if self.said()? == now {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        transaction.execute("DELETE FROM problems", [])?;
        for problem in &now {
            transaction.execute("INSERT INTO problems (problem) VALUES (?1)", [problem])?;
        }
        Ok(transaction.commit()?)
    }

    fn said(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT problem FROM problems")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_said_when_it_comes_and_when_it_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&dir.path().join("state.db")).unwrap();
        let problems = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let mut says = |names: &[&str]| {
            let unsaid = store.unsaid(&problems(names)).unwrap();
            store.were_said(&problems(names)).unwrap();
            unsaid
        };
        assert_eq!(says(&["a", "b"]), ["a", "b"]);
        assert_eq!(says(&["a", "b", "c"]), ["c"]);
        assert_eq!(says(&[]), [""; 0]);
        assert_eq!(says(&["a"]), ["a"]);
        assert_eq!(store.unsaid(&problems(&["b"])).unwrap(), ["b"]);
        assert_eq!(store.unsaid(&problems(&["b"])).unwrap(), ["b"], "it was not said yet");
    }
}
