package intake

import "context"

// kindOf inspects a file and gives the kind whose fields its columns fit best: one whose required fields are all there
// before one that lacks some, then the one with most fields. "" when nothing tells, as for a file without a header.
func kindOf(ctx context.Context, path string, m Mapping) (string, error) {
	for _, kind := range Kinds() {
		known := Mapping{Kind: kind}.options()
		m.known = append(m.known, known.Known...)
	}
	report, err := m.inspect(ctx, path)
	if err != nil {
		return "", err
	}
	return guessKind(report.Columns), nil
}

func guessKind(columns []string) string {
	best, most := "", 1
	for _, kind := range Kinds() {
		m := Mapping{Kind: kind, Columns: map[string]string{}}
		m.guess(Fields(kind), nil, columns)
		fit := len(m.Columns)
		if fit > 0 && m.coversRequired() && !m.namesNobody() {
			fit += len(columns)
		}
		if fit > most {
			best, most = kind, fit
		}
	}
	return best
}

// namesNobody tells that a file of people or invitations has no column to know them by.
func (m Mapping) namesNobody() bool {
	keys := map[string][]string{
		"customers": {"customer", "unionid", "phone", "external_userid", "openid"},
		"referrals": {"person", "person_phone", "person_unionid"},
	}[m.Kind]
	for _, k := range keys {
		if m.Columns[k] != "" {
			return false
		}
	}
	return len(keys) > 0
}
