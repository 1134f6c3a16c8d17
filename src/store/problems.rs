//! The problems that the last run told of, so that cron's mail tells each of them once.

use std::collections::BTreeSet;

use super::{Store, StoreError};

impl Store {
    /// Those of `problems` that the last run did not have; from now on these are the known ones.
    pub fn unsaid(&mut self, problems: &[String]) -> Result<Vec<String>, StoreError> {
        let said = self.said()?;
        let now: BTreeSet<&String> = problems.iter().collect();
        let unchanged = said.len() == now.len() && now.iter().all(|problem| said.contains(*problem));
        if !unchanged {
            let transaction = self.connection.transaction()?;
            transaction.execute("DELETE FROM problems", [])?;
            for problem in &now {
                transaction.execute("INSERT INTO problems (problem) VALUES (?1)", [problem])?;
            }
            transaction.commit()?;
        }
        Ok(problems.iter().filter(|problem| !said.contains(*problem)).cloned().collect())
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
        assert_eq!(store.unsaid(&problems(&["a", "b"])).unwrap(), ["a", "b"]);
        assert_eq!(store.unsaid(&problems(&["a", "b", "c"])).unwrap(), ["c"]);
        assert_eq!(store.unsaid(&[]).unwrap(), [""; 0]);
        assert_eq!(store.unsaid(&problems(&["a"])).unwrap(), ["a"]);
    }
}
