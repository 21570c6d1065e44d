package wecom

import (
	"context"
	"crypto/rand"

	"qunli/kit/db"
	"qunli/org"
)

// Keys are the two values by which callbacks are signed and sealed: the same stand here and in WeCom's console.
type Keys struct{ Token, AESKey string }

// NewKeys makes a pair. It stands nowhere until it is saved.
func NewKeys() Keys { return Keys{letters(24), letters(43)} }

// letters gives random letters and digits.
func letters(n int) string {
	text := rand.Text()
	for len(text) < n {
		text += rand.Text()
	}
	return text[:n]
}

// Disconnect forgets the account with its secrets: nothing is asked of WeCom any more, and its callbacks are refused. What was
// learnt stays.
func (o *Office) Disconnect(ctx context.Context) error {
	return o.org.Record(ctx, org.SettingEdit, org.Change{Verb: "wecom.disconnect", Object: "setting"}, func(ctx context.Context, tx *db.Tx) error {
		return org.SetStructured(ctx, tx, setting, Account{})
	})
}
