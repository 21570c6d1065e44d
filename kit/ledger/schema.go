package ledger

import "embed"

// Schema holds this package's migrations.
//
//go:embed schema/*.sql
var Schema embed.FS
