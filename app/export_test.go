package app

import "qunli/web/console"

// Archives is how the console makes backups.
func (a *App) Archives() console.Backups { return archiver{a} }
