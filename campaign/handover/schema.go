package handover

import "embed"

// Schema holds this room's migrations.
//
//go:embed schema/*.sql
var Schema embed.FS
