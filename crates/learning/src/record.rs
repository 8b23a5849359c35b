//! The catalogue record of a parcours: what it is called, for whom, how long, to what end. Its collection decides
//! which fields must be filled before a session can open.

use kernel::{Problem, text_enum};

use crate::words::Words;

text_enum! {
    /// The way of training, which everybody in M@gistère knows by these names.
    pub enum Collection {
        Action = "action",
        Analysis = "analyse",
        SelfPaced = "autoformation",
        Discovery = "decouverte",
        CollaborativeSpace = "espacecollab",
        Qualification = "qualification",
        Network = "reseau",
        Simulation = "simulation",
        DistancePart = "volet_distant",
    }
}

text_enum! {
    /// What it is about.
    pub enum Domain {
        Values = "valeurs",
        Inclusion = "inclusion",
        Teaching = "didactique",
        Assessment = "evaluation",
        Climate = "climat",
        Digital = "numerique",
        Career = "metier",
    }
}

text_enum! {
    /// The public.
    pub enum Level {
        Primary = "premier_degre",
        Secondary = "second_degre",
        Both = "inter_degres",
        AllStaff = "tous_personnels",
    }
}

text_enum! {
    /// Where it takes place.
    pub enum Nature { Distance = "distance", Blended = "hybride", FaceToFace = "presence" }
}

/// What the catalogue says of a parcours. Texts may be empty until a session opens, but for the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueRecord {
    pub title: String,
    pub summary: String,
    pub collection: Collection,
    pub domain: Option<Domain>,
    pub level: Option<Level>,
    pub nature: Option<Nature>,
    /// 0: not said.
    pub duration_minutes: i64,
    /// One a line, as are key words and authors.
    pub objectives: String,
    pub keywords: String,
    pub authors: String,
    /// A language tag, such as `fr`.
    pub language: String,
}

impl CatalogueRecord {
    /// A record that says nothing yet but its title and collection.
    pub fn titled(title: impl Into<String>, collection: Collection) -> CatalogueRecord {
        CatalogueRecord {
            title: title.into(),
            summary: String::new(),
            collection,
            domain: None,
            level: None,
            nature: None,
            duration_minutes: 0,
            objectives: String::new(),
            keywords: String::new(),
            authors: String::new(),
            language: "fr".to_owned(),
        }
    }

    /// What is wrong with it as it stands; an unfinished record is not wrong.
    pub fn problems(&self, t: Words) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |field, message: String| problems.push(Problem { field, message });
        if self.title.is_empty() {
            say("title", t.record_title_missing().to_owned());
        }
        for (field, text, most) in [
            ("title", &self.title, 200),
            ("summary", &self.summary, 2_000),
            ("objectives", &self.objectives, 5_000),
            ("keywords", &self.keywords, 1_000),
            ("authors", &self.authors, 1_000),
        ] {
            if text.chars().count() > most {
                say(field, t.record_too_long(most));
            }
        }
        if !(0..=60_000).contains(&self.duration_minutes) {
            say("duration", t.record_duration_wrong().to_owned());
        }
        problems
    }

    /// The fields that its collection asks for and that are still empty.
    pub fn missing(&self) -> Vec<Field> {
        Missing {
            collection: self.collection,
            summary: &self.summary,
            domain: self.domain,
            level: self.level,
            nature: self.nature,
            duration_minutes: self.duration_minutes,
            objectives: &self.objectives,
        }
        .list()
    }
}

/// A field of the record that may be compulsory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Summary,
    Domain,
    Level,
    Nature,
    Duration,
    Objectives,
}

impl Field {
    /// Name of the form's field.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Summary => "summary",
            Field::Domain => "domain",
            Field::Level => "level",
            Field::Nature => "nature",
            Field::Duration => "duration",
            Field::Objectives => "objectives",
        }
    }

    pub fn label(self, t: Words) -> &'static str {
        match self {
            Field::Summary => t.record_summary(),
            Field::Domain => t.record_domain(),
            Field::Level => t.record_level(),
            Field::Nature => t.record_nature(),
            Field::Duration => t.record_duration(),
            Field::Objectives => t.record_objectives(),
        }
    }
}

/// The fields of a record (a design's or a session's) that can be missing.
pub(crate) struct Missing<'a> {
    pub collection: Collection,
    pub summary: &'a str,
    pub domain: Option<Domain>,
    pub level: Option<Level>,
    pub nature: Option<Nature>,
    pub duration_minutes: i64,
    pub objectives: &'a str,
}

impl Missing<'_> {
    pub fn list(&self) -> Vec<Field> {
        self.collection
            .compulsory()
            .iter()
            .copied()
            .filter(|field| match field {
                Field::Summary => self.summary.is_empty(),
                Field::Domain => self.domain.is_none(),
                Field::Level => self.level.is_none(),
                Field::Nature => self.nature.is_none(),
                Field::Duration => self.duration_minutes == 0,
                Field::Objectives => self.objectives.is_empty(),
            })
            .collect()
    }
}

impl Collection {
    /// What a record of this collection must say before a session opens.
    pub const fn compulsory(self) -> &'static [Field] {
        use Field::{Domain, Duration, Level, Nature, Objectives, Summary};
        match self {
            // A group meets: neither its time nor its end is set.
            Collection::CollaborativeSpace => &[Summary],
            Collection::Network => &[Summary, Domain],
            // A look around a subject promises no skill.
            Collection::Discovery => &[Summary, Domain, Level, Duration],
            Collection::SelfPaced => &[Summary, Domain, Level, Duration, Objectives],
            Collection::Action
            | Collection::Analysis
            | Collection::Qualification
            | Collection::Simulation
            | Collection::DistancePart => &[Summary, Domain, Level, Nature, Duration, Objectives],
        }
    }

    /// Followed alone: a session needs neither trainer nor participants before it opens.
    pub const fn is_self_paced(self) -> bool {
        matches!(self, Collection::SelfPaced)
    }

    pub fn label(self, t: Words) -> &'static str {
        match self {
            Collection::Action => t.collection_action(),
            Collection::Analysis => t.collection_analyse(),
            Collection::SelfPaced => t.collection_autoformation(),
            Collection::Discovery => t.collection_decouverte(),
            Collection::CollaborativeSpace => t.collection_espacecollab(),
            Collection::Qualification => t.collection_qualification(),
            Collection::Network => t.collection_reseau(),
            Collection::Simulation => t.collection_simulation(),
            Collection::DistancePart => t.collection_volet_distant(),
        }
    }

    pub fn explanation(self, t: Words) -> &'static str {
        match self {
            Collection::Action => t.collection_action_hint(),
            Collection::Analysis => t.collection_analyse_hint(),
            Collection::SelfPaced => t.collection_autoformation_hint(),
            Collection::Discovery => t.collection_decouverte_hint(),
            Collection::CollaborativeSpace => t.collection_espacecollab_hint(),
            Collection::Qualification => t.collection_qualification_hint(),
            Collection::Network => t.collection_reseau_hint(),
            Collection::Simulation => t.collection_simulation_hint(),
            Collection::DistancePart => t.collection_volet_distant_hint(),
        }
    }
}

impl Domain {
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Domain::Values => t.domain_valeurs(),
            Domain::Inclusion => t.domain_inclusion(),
            Domain::Teaching => t.domain_didactique(),
            Domain::Assessment => t.domain_evaluation(),
            Domain::Climate => t.domain_climat(),
            Domain::Digital => t.domain_numerique(),
            Domain::Career => t.domain_metier(),
        }
    }
}

impl Level {
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Level::Primary => t.level_premier_degre(),
            Level::Secondary => t.level_second_degre(),
            Level::Both => t.level_inter_degres(),
            Level::AllStaff => t.level_tous_personnels(),
        }
    }
}

impl Nature {
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Nature::Distance => t.nature_distance(),
            Nature::Blended => t.nature_hybride(),
            Nature::FaceToFace => t.nature_presence(),
        }
    }
}

/// «3 h», «2 h 30», «45 min»; nothing for 0.
pub fn duration(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => String::new(),
        (0, m) => format!("{m}\u{a0}min"),
        (h, 0) => format!("{h}\u{a0}h"),
        (h, m) => format!("{h}\u{a0}h\u{a0}{m:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_collection_decides_what_is_compulsory() {
        let mut record = CatalogueRecord::titled("Salle des professeurs", Collection::CollaborativeSpace);
        assert_eq!(record.missing(), [Field::Summary]);
        record.summary = "Un lieu pour se parler.".into();
        assert!(record.missing().is_empty());
        record.collection = Collection::Discovery;
        assert_eq!(record.missing(), [Field::Domain, Field::Level, Field::Duration]);
        record.collection = Collection::Action;
        record.duration_minutes = 60;
        assert_eq!(record.missing(), [Field::Domain, Field::Level, Field::Nature, Field::Objectives]);
    }

    #[test]
    fn a_record_needs_a_title_of_a_readable_length() {
        let t = Words(kernel::Locale::Fr);
        let fields = |record: &CatalogueRecord| -> Vec<_> {
            record.problems(t).into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(fields(&CatalogueRecord::titled("", Collection::Action)), ["title"]);
        assert_eq!(fields(&CatalogueRecord::titled("é".repeat(201), Collection::Action)), ["title"]);
        let mut record = CatalogueRecord::titled("é".repeat(200), Collection::Action);
        assert!(fields(&record).is_empty());
        record.duration_minutes = -1;
        assert_eq!(fields(&record), ["duration"]);
    }

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(duration(0), "");
        assert_eq!(duration(45), "45\u{a0}min");
        assert_eq!(duration(180), "3\u{a0}h");
        assert_eq!(duration(125), "2\u{a0}h\u{a0}05");
    }
}
