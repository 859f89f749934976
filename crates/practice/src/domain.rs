//! The practice domains and the moment they live in.

/// The moment that counts as the present in every practice domain; all dates are at or before it.
///
/// Variables and role assignments may expire later.
pub const NOW: &str = "2026-11-23T12:00:00.000Z";

/// [`NOW`] in milliseconds since 1970.
pub const NOW_MS: i64 = 1_795_435_200_000;

/// Whether a domain can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainState {
    /// It answers.
    Active,
    /// It answers 400 until the maintenance is over.
    Maintenance,
    /// It answers 400.
    Disabled,
}

impl DomainState {
    /// As the server spells it: `ACTIVE`, `MAINTENANCE`, `DISABLED`.
    pub fn as_str(self) -> &'static str {
        match self {
            DomainState::Active => "ACTIVE",
            DomainState::Maintenance => "MAINTENANCE",
            DomainState::Disabled => "DISABLED",
        }
    }
}

/// A tenant: one community with its own data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Its id, three words as Takaro makes them: `harbour-lights-shine`.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Whether it can be used.
    pub state: DomainState,
    pub(crate) sizes: Sizes,
}

/// How many rows each table of a domain has; the tables between them follow from these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(crate) players: usize,
    pub(crate) servers: usize,
    pub(crate) roles: usize,
    pub(crate) users: usize,
    pub(crate) variables: usize,
    pub(crate) items: usize,
    pub(crate) events: usize,
    pub(crate) listings: usize,
    pub(crate) orders: usize,
    pub(crate) pogs: usize,
}

/// The practice domains: a large one, a smaller one, one in maintenance, and one that none of the [`people`] may
/// enter.
///
/// [`people`]: crate::people
pub fn domains() -> &'static [Domain] {
    &DOMAINS
}

pub(crate) fn find(id: &str) -> Option<&'static Domain> {
    DOMAINS.iter().find(|domain| domain.id == id)
}

pub(crate) const LARGE: &str = "harbour-lights-shine";
pub(crate) const SMALL: &str = "quiet-hills-wander";
pub(crate) const RESTING: &str = "old-mills-rest";

static DOMAINS: [Domain; 4] = [
    Domain {
        id: LARGE,
        name: "Harbour Lights",
        state: DomainState::Active,
        sizes: Sizes {
            players: 300,
            servers: 3,
            roles: 10,
            users: 40,
            variables: 60,
            items: 500,
            events: 5_000,
            listings: 80,
            orders: 400,
            pogs: 450,
        },
    },
    Domain {
        id: SMALL,
        name: "Quiet Hills",
        state: DomainState::Active,
        sizes: Sizes {
            players: 80,
            servers: 2,
            roles: 7,
            users: 24,
            variables: 20,
            items: 120,
            events: 600,
            listings: 20,
            orders: 60,
            pogs: 110,
        },
    },
    Domain { id: RESTING, name: "Old Mills", state: DomainState::Maintenance, sizes: FEW },
    Domain { id: "distant-bells-ring", name: "Distant Bells", state: DomainState::Active, sizes: FEW },
];

const FEW: Sizes = Sizes {
    players: 30,
    servers: 1,
    roles: 5,
    users: 12,
    variables: 8,
    items: 40,
    events: 120,
    listings: 10,
    orders: 20,
    pogs: 30,
};
