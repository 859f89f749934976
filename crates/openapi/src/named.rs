//! A list whose items have names.

use indexmap::IndexMap;

/// Items by name, in the order in which their names came. The map of names is one type for all kinds of items: the code
/// of a map is some kilobytes for each type of its values.
#[derive(Clone, Debug)]
pub(crate) struct Named<T> {
    places: IndexMap<String, usize>,
    items: Vec<T>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named { places: IndexMap::new(), items: Vec::new() }
    }
}

impl<T> Named<T> {
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.items.get(*self.places.get(name)?)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.items.get_mut(*self.places.get(name)?)
    }

    /// Puts an item under a name; one that was there before gives up its place to it.
    pub(crate) fn insert(&mut self, name: String, item: T) {
        match self.get_mut(&name) {
            Some(known) => *known = item,
            None => {
                self.places.insert(name, self.items.len());
                self.items.push(item);
            }
        }
    }

    /// The item of a name, made where there is none.
    pub(crate) fn get_or_insert(&mut self, name: &str, make: impl FnOnce() -> T) -> &mut T {
        let place = self.places.get(name).copied().unwrap_or_else(|| {
            self.places.insert(name.into(), self.items.len());
            self.items.push(make());
            self.items.len() - 1
        });
        &mut self.items[place]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.places.keys().map(String::as_str).zip(&self.items)
    }

    pub(crate) fn name_at(&self, place: usize) -> Option<&str> {
        self.places.get_index(place).map(|(name, _)| name.as_str())
    }

    pub(crate) fn items_mut(&mut self) -> &mut [T] {
        &mut self.items
    }

    pub(crate) fn into_items(self) -> Vec<T> {
        self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_the_place_of_their_first_name() {
        let mut named = Named::default();
        for (name, item) in [("b", 1), ("a", 2), ("b", 3)] {
            named.insert(name.into(), item);
        }
        assert_eq!(named.iter().collect::<Vec<_>>(), [("b", &3), ("a", &2)]);
        assert_eq!((named.get("a"), named.get("c"), named.len()), (Some(&2), None, 2));
        assert_eq!((named.name_at(1), named.name_at(2)), (Some("a"), None));
        *named.get_or_insert("a", || 5) += 1;
        *named.get_or_insert("d", || 7) += 1;
        assert_eq!(named.into_items(), [3, 3, 8]);
    }
}
