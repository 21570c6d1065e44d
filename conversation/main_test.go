package conversation

import (
	"testing"

	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }
