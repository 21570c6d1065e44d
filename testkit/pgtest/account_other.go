//go:build !unix

package pgtest

import (
	"errors"
	"os/exec"
)

type account struct{}

func serverAccount() (*account, error) {
	return nil, errors.New("tests start PostgreSQL on Unix systems only")
}

func runAs(*exec.Cmd, *account) {}

func give(string, *account) error { return nil }
