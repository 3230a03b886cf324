use super::*;

fn by_number(number: &str, name: &str) -> Person {
    Person {
        number: Some(number.into()),
        name: Some(name.into()),
        ..Person::default()
    }
}

fn by_folder(name: &str) -> Person {
    Person {
        login: Some(name.into()),
        name: Some(name.into()),
        ..Person::default()
    }
}

fn who(roster: &Roster, person: &Person) -> String {
    match roster.find(person) {
        Found::Student { id, named, .. } => named.map_or(id.clone(), |named| format!("{id}, not {named}")),
        Found::Tie(ids) => ids.join(" or "),
        Found::Nobody => "nobody".into(),
    }
}

#[test]
fn a_table_of_ones_own_is_understood() {
    let roster = Roster::parse("id,name,moodle,group\ns1,Ada Lovelace,4711,A\ns2,Émile  Borel,,A\n").unwrap();
    assert_eq!(roster.students["s2"], "Émile  Borel");
    assert_eq!(
        roster.understood,
        "2 students; id = 'id', name = 'name', also known by 'moodle'; ignored: 'group'"
    );
    for (person, expected) in [
        (by_folder("ada lovelace"), "s1"),
        (by_folder("S1"), "s1"),
        (by_folder("4711"), "s1"),
        (by_number("4711", "Somebody Else"), "s1"),
        (by_number("99", "E\u{301}mile_BOREL"), "s2"),
        // What is the university's is not the platform's.
        (by_number("s1", ""), "nobody"),
        (by_folder("A"), "nobody"),
    ] {
        assert_eq!(who(&roster, &person), expected, "{person:?}");
    }
}

#[test]
fn the_platforms_number_comes_before_a_name_that_anybody_may_take() {
    let roster = Roster::parse("id,name,moodle\ns1,Zoe Zed,900\ns2,Mal Lory,666\n").unwrap();
    assert_eq!(who(&roster, &by_number("666", "Zoe Zed")), "s2, not s1");
    assert_eq!(who(&roster, &by_number("900", "Zoe Zed")), "s1");
}

#[test]
fn two_of_one_name_are_told_apart_by_number_and_not_at_all_without() {
    let roster = Roster::parse("id;name;moodle\ns1;Anna Meier;1\ns2;anna  MEIER;2\n").unwrap();
    assert_eq!(who(&roster, &by_number("2", "Anna Meier")), "s2");
    assert_eq!(who(&roster, &by_folder("Anna Meier")), "s1 or s2");
}

#[test]
fn platforms_tables_are_understood() {
    let participants = "\"First name\",\"Last name\",\"ID number\",\"Email address\",Groups\n\
        Lan,Tran,31,l@x.vn,\"Group A\"\nHoa,Tran,32,h@x.vn,\"Group A\"\n";
    let roster = Roster::parse(participants).unwrap();
    assert_eq!(
        roster.understood,
        "2 students; id = 'ID number', name = 'First name' + 'Last name', also known by 'Email address'; ignored: 'Groups'"
    );
    assert_eq!(roster.students["31"], "Lan Tran");
    assert_eq!(who(&roster, &by_folder("Tran, Hoa")), "32");
    // Where students are in groups, Moodle puts the group before the name.
    assert_eq!(who(&roster, &by_number("9", "Group A-Hoa Tran")), "32");
    assert_eq!(who(&roster, &by_number("9", "Group B-Hoa Tran")), "nobody");
    assert_eq!(who(&roster, &by_folder("H@x.vn")), "32");

    let worksheet = "Identifier,\"Full name\",Status,\"Last modified (submission)\"\n\
        \"Participant 31\",\"Lan Tran\",\"Submitted for grading\",\"Monday, 3 March 2025, 10:00 AM\"\n\
        \"Participant 32\",\"Lan Tran\",\"Submitted for grading\",-\n";
    let roster = Roster::parse(worksheet).unwrap();
    assert_eq!(who(&roster, &by_number("32", "Lan Tran")), "Participant_32");
    assert_eq!(
        roster.handed_in["Participant_31"],
        HandedIn::At("2025-03-03T10:00:00".into())
    );
    assert_eq!(roster.handed_in.len(), 1);
    let german = "ID;\"Vollständiger Name\";E-Mail-Adresse;\"Zuletzt geändert (Abgabe)\"\nTeilnehmer/in31;Lan Tran;l@x.vn;-\n";
    assert_eq!(
        who(&Roster::parse(german).unwrap(), &by_number("31", "")),
        "l@x.vn"
    );

    let nbgrader =
        Roster::parse("id,last_name,first_name,email\nlt,Tran,Lan,l@x.vn\nht,Tran,Hoa,\n").unwrap();
    assert_eq!(who(&nbgrader, &by_folder("lan tran")), "lt");
    assert_eq!(who(&nbgrader, &by_folder("Tran")), "nobody");
}

#[test]
fn of_canvas_the_rows_that_are_no_students_are_left_out() {
    let gradebook = "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (7)\n\"    Points Possible\",,,,,100\n\
        \"Tran, Lan\",31,u31,lt,S1,9\n\"Tran, Hoa\",32,u32,ht,S1,9\n\"Student, Test\",9,,f0e,S1,\n";
    let roster = Roster::parse(gradebook).unwrap();
    assert_eq!(roster.students.len(), 2);
    assert!(
        roster
            .understood
            .ends_with("ignored: 'Section', 'Quiz (7)'; no students: “Points Possible”, “Student, Test”"),
        "{}",
        roster.understood
    );
    let person = |number: &str| Person {
        number: Some(number.into()),
        squeezed: Some("tranhoa".into()),
        ..Person::default()
    };
    // Who is called as such a row is a student, for no such row has a number of the university's.
    let called = gradebook
        .replace("\"Tran, Lan\"", "points possible")
        .replace("\"Tran, Hoa\"", "\"Student, Test\"");
    assert_eq!(Roster::parse(&called).unwrap().students.len(), 2);
    assert_eq!(
        Roster::parse("id,name\ns1,Points Possible\n,Points possible\n")
            .unwrap()
            .students
            .len(),
        1
    );
    assert_eq!(who(&roster, &person("32")), "32");
    assert_eq!(who(&roster, &person("31")), "31, not 32");
    assert_eq!(who(&roster, &person("77")), "32");
}

#[test]
fn a_column_that_does_not_tell_students_apart_gives_way_to_the_next() {
    let roster = Roster::parse("Matrikelnummer;Vorname;Nachname;E-Mail\n12;A;B;a@x\n;C;D;c@x\n").unwrap();
    assert_eq!(roster.students.keys().collect::<Vec<_>>(), ["a@x", "c@x"]);
    let roster = Roster::parse("who,name\nk1,Ada\nk2,Bea\n").unwrap();
    assert_eq!(roster.students.keys().collect::<Vec<_>>(), ["k1", "k2"]);
}

#[test]
fn a_table_that_is_not_understood_is_refused_with_the_remedy() {
    for (text, reason) in [
        ("", "it is empty"),
        ("id,name\n", "no student"),
        ("s1,Ada\ns2,Bea\n", "none of its headings (s1, Ada) is known"),
        (
            "id,name\na,x\na,y\n",
            "“a” is in the column 'id' twice, in lines 2 and 3",
        ),
        ("id,name\na,x\n,y\n", "the column 'id' is empty in line 3"),
        ("name,group\nx,1\nx,2\n", "“x” is in the column 'name' twice"),
        ("Vorname;Nachname\nA;B\n", "tells students apart"),
    ] {
        let error = format!("{:#}", Roster::parse(text).unwrap_err());
        assert!(
            error.contains(reason) && error.contains("id,name,moodle"),
            "{text}: {error}"
        );
    }
}

#[test]
fn students_whose_ids_differ_in_case_alone_have_two_folders() {
    let roster = Roster::parse("id,name\nada,x\nADA,y\n").unwrap();
    let folders: Vec<String> = roster.students.keys().map(|id| id.to_lowercase()).collect();
    assert_eq!(roster.students.len(), 2);
    assert_ne!(folders[0], folders[1]);
    assert_eq!(who(&roster, &by_folder("ada")), "ada");
    assert_ne!(who(&roster, &by_folder("ADA")), "ada");
}

#[test]
fn a_platforms_number_that_is_like_an_id_names_nobody_of_another_name() {
    let roster = Roster::parse("id,name\n12,Bea Bell\n13,Zoe Zed\n").unwrap();
    let find = |number: &str, name: &str| {
        roster.find(&Person {
            number: Some(number.into()),
            name: Some(name.into()),
            ..Person::default()
        })
    };
    assert_eq!(find("12", "Zoe Zed"), Found::Tie(vec!["12".into(), "13".into()]));
    for (number, name) in [("12", "Bea Bell"), ("57", "Bea Bell"), ("12", "Bea B.")] {
        assert!(
            matches!(find(number, name), Found::Student { id, .. } if id == "12"),
            "{number} {name}"
        );
    }
}

#[test]
fn a_number_that_is_another_for_each_assignment_is_no_id_where_there_is_an_address() {
    let worksheet = |number: &str| {
        let text = format!("Identifier,Full name,Email address\nParticipant {number},Ada,ada@uni.vn\n");
        let roster = Roster::parse(&text).unwrap();
        roster.students.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(worksheet("4711"), ["ada@uni.vn"]);
    assert_eq!(worksheet("4711"), worksheet("5012"));
}
