package conversation

import (
	"context"

	"qunli/kit/db"
)

// The rollups as the facts give them: sums.go in SQL. Every message and movement adds one row of what it counts for, and
// the rows are summed.
const (
	dayRows = `
		SELECT m.community_id, m.day,
			CASE WHEN m.kind <> 'notice' AND w.bot = FALSE THEN 1 ELSE 0 END AS messages,
			CASE WHEN m.kind <> 'notice' AND w.bot = TRUE THEN 1 ELSE 0 END AS bots,
			CASE WHEN m.kind = 'notice' THEN 1 ELSE 0 END AS notices,
			CASE WHEN m.kind <> 'notice' AND w.bot = FALSE AND m.promo = TRUE THEN 1 ELSE 0 END AS promos,
			0 AS mentions,
			CASE WHEN p.id IS NOT NULL AND ` + countedReply + ` THEN 1 ELSE 0 END AS replies,
			CASE WHEN m.question <> 0 THEN 1 ELSE 0 END AS questions,
			CASE WHEN m.question = 2 THEN 1 ELSE 0 END AS answered,
			CASE WHEN m.question = 2 AND m.answered_at > m.at THEN m.answered_at - m.at ELSE 0 END AS answer_ms,
			0 AS joins, 0 AS leaves, 0 AS renames
		FROM conversation_message m JOIN conversation_author w ON w.id = m.author_id
			LEFT JOIN conversation_message p ON p.id = m.reply_to
		UNION ALL
		SELECT m.community_id, m.day, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 FROM ` + countedMention + `
		UNION ALL
		SELECT community_id, day, 0, 0, 0, 0, 0, 0, 0, 0, 0, CASE WHEN kind = 'join' THEN 1 ELSE 0 END,
			CASE WHEN kind = 'leave' THEN 1 ELSE 0 END, CASE WHEN kind = 'rename' THEN 1 ELSE 0 END
		FROM conversation_presence`
	countedMention = `conversation_mention n JOIN conversation_message m ON m.id = n.message_id
			JOIN conversation_author a ON a.id = n.author_id WHERE n.prefix = TRUE AND a.first_at <> 0`
	authorDayRows = `
		SELECT m.community_id, m.author_id, m.day, m.customer_id, 1 AS messages, 0 AS mentions
		FROM conversation_message m WHERE m.kind <> 'notice'
		UNION ALL
		SELECT m.community_id, m.author_id, m.day, m.customer_id, 0, 1 FROM ` + countedMention
	authorRows = `
		SELECT author_id, CASE WHEN kind <> 'notice' THEN at END AS at, CASE WHEN kind = 'notice' THEN 1 ELSE 0 END AS notices,
			0 AS joins, 0 AS leaves
		FROM conversation_message
		UNION ALL
		SELECT author_id, NULL, 0, CASE WHEN kind = 'join' THEN 1 ELSE 0 END, CASE WHEN kind = 'leave' THEN 1 ELSE 0 END
		FROM conversation_presence`
	hourRows = `
		SELECT m.community_id, m.day, m.hour, CASE WHEN w.bot = FALSE THEN 1 ELSE 0 END AS messages,
			CASE WHEN w.bot = TRUE THEN 1 ELSE 0 END AS bots
		FROM conversation_message m JOIN conversation_author w ON w.id = m.author_id WHERE m.kind <> 'notice'`
)

// text joins columns into one text column, on both engines.
func text(columns ...string) string {
	out := ""
	for i, c := range columns {
		if i > 0 {
			out += ` || '|' || `
		}
		out += `CAST(` + c + ` AS TEXT)`
	}
	return out
}

// summed gives the SUM of each column under its own name.
func summed(columns ...string) string {
	out := ""
	for _, c := range columns {
		out += `, CAST(SUM(` + c + `) AS BIGINT) AS ` + c
	}
	return out
}

// rolled compares a rollup with the sums over rows.
func rolled(table, rows string, keys, values []string) db.Comparison {
	list := ""
	for i, k := range keys {
		if i > 0 {
			list += ", "
		}
		list += k
	}
	return db.Comparison{Table: table,
		Stored: `SELECT ` + text(keys...) + ` AS k, ` + text(values...) + ` AS v FROM ` + table,
		Rebuilt: `SELECT ` + text(keys...) + ` AS k, ` + text(values...) + ` AS v FROM (
			SELECT ` + list + summed(values...) + ` FROM (` + rows + `) AS x GROUP BY ` + list + `) AS r`}
}

func comparisons() []db.Comparison {
	return []db.Comparison{
		rolled("conversation_day", dayRows, []string{"community_id", "day"}, []string{"messages", "bots", "notices", "promos",
			"mentions", "replies", "questions", "answered", "answer_ms", "joins", "leaves", "renames"}),
		rolled("conversation_author_day", authorDayRows, []string{"community_id", "author_id", "day", "customer_id"},
			[]string{"messages", "mentions"}),
		{Table: "conversation_author",
			Stored: `SELECT ` + text("id") + ` AS k, ` + text("first_at", "last_at", "notices", "joins", "leaves") + ` AS v
				FROM conversation_author WHERE first_at <> 0 OR notices <> 0 OR joins <> 0 OR leaves <> 0`,
			Rebuilt: `SELECT ` + text("author_id") + ` AS k, ` + text("first_at", "last_at", "notices", "joins", "leaves") + ` AS v FROM (
				SELECT author_id, COALESCE(MIN(at), 0) AS first_at, COALESCE(MAX(at), 0) AS last_at` +
				summed("notices", "joins", "leaves") + ` FROM (` + authorRows + `) AS x GROUP BY author_id) AS r
				WHERE first_at <> 0 OR notices <> 0 OR joins <> 0 OR leaves <> 0`},
		{Table: "conversation_message.reply_to", // a reply answers a message that is here
			Stored: `SELECT '' AS k, '' AS v WHERE FALSE`,
			Rebuilt: `SELECT ` + text("m.id") + ` AS k, ` + text("m.reply_to") + ` AS v FROM conversation_message m
				LEFT JOIN conversation_message p ON p.id = m.reply_to WHERE m.reply_to <> 0 AND p.id IS NULL`},
		{Table: "conversation_message.question", // a question is answered by a message that is here, at its moment
			Stored: `SELECT '' AS k, '' AS v WHERE FALSE`,
			Rebuilt: `SELECT ` + text("m.id") + ` AS k, ` + text("m.question", "m.answered_at", "m.answered_by") + ` AS v
				FROM conversation_message m LEFT JOIN conversation_message p ON p.id = m.answered_by
				WHERE m.question = 2 AND (p.id IS NULL OR p.at <> m.answered_at)
				OR m.question <> 2 AND (m.answered_by <> 0 OR m.answered_at <> 0)`},
		{Table: "conversation_mention", // between messages and authors that are here, of one group
			Stored: `SELECT '' AS k, '' AS v WHERE FALSE`,
			Rebuilt: `SELECT ` + text("n.message_id", "n.author_id") + ` AS k, 'astray' AS v FROM conversation_mention n
				LEFT JOIN conversation_message m ON m.id = n.message_id LEFT JOIN conversation_author a ON a.id = n.author_id
				WHERE m.id IS NULL OR a.id IS NULL OR a.community_id <> m.community_id OR a.customer_id <> n.customer_id`},
		{Table: "conversation_address", // nobody has the name
			Stored: `SELECT '' AS k, '' AS v WHERE FALSE`,
			Rebuilt: `SELECT ` + text("d.message_id") + ` AS k, 'somebody has the name' AS v FROM conversation_address d
				JOIN conversation_author a ON a.community_id = d.community_id AND a.name = d.name AND a.name <> ''`},
	}
}

// Check rebuilds everything derived in this room from its facts and gives what differs: nothing when all is well.
// It reads whole tables.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	out, err := db.CompareAll(ctx, q, comparisons())
	if err != nil {
		return nil, err
	}
	hours, err := checkHours(ctx, q)
	return append(out, hours...), err
}

// checkHours compares conversation_hour: weekdays are counted here, the engines know none in common.
func checkHours(ctx context.Context, q db.Q) ([]db.Difference, error) {
	type dayHour struct {
		messageRow
		Messages, Bots int64
	}
	want := map[hourKey]hourRow{}
	err := db.Each(ctx, q, func(r dayHour) error {
		k := hourKey{r.CommunityID, weekday(r.Day), r.Hour}
		h := want[k]
		want[k] = hourRow{k.community, k.weekday, k.hour, h.Messages + r.Messages, h.Bots + r.Bots}
		return nil
	}, `SELECT community_id, day, hour`+summed("messages", "bots")+` FROM (`+hourRows+`) AS x GROUP BY community_id, day, hour`)
	if err != nil {
		return nil, err
	}
	have, err := db.All[hourRow](ctx, q, `SELECT community_id, weekday, hour, messages, bots FROM conversation_hour`)
	if err != nil {
		return nil, err
	}
	stored := make(map[hourKey]hourRow, len(have))
	for _, h := range have {
		stored[hourKey{h.CommunityID, h.Weekday, h.Hour}] = h
	}
	return db.CompareMaps("conversation_hour", stored, want), nil
}
