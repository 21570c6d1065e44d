# make help names the targets. Everything is built without C; only the race stage of the tests needs a compiler.

export CGO_ENABLED = 0
export GOTOOLCHAIN = local

VERSION = $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
ARGS =
# Packages tested once more under the race detector.
export RACE ?= kit/commit kit/job kit/live campaign

.PHONY: help run build web test proof bench baselines screens fmt docs clean

help:
	@echo 'make run     编译并启动；新的空库里放进演示品牌；ARGS="…" 传给 qunli serve   build and start, with the demo brand in a new database; ARGS="…" goes to qunli serve'
	@echo 'make build   只编译 bin/qunli                        build bin/qunli only'
	@echo 'make web     编译网页控制台（需要 Node.js）            build the console for the browser (needs Node.js)'
	@echo 'make test    全部测试；大数据集取样                  all tests; a sample of the large data sets'
	@echo 'make proof   全部测试与全部数据，可能要一小时        all tests on all data, up to an hour'
	@echo 'make bench   性能测量                                measurements'
	@echo 'make baselines 活动引擎与 MariaDB、Redis 等常见做法对比  the campaign engine against MariaDB, Redis and what is commonly done'
	@echo 'make screens 拍下控制台各页，存到 docs/screens        take the pictures of the console in docs/screens'
	@echo 'make fmt     排版                                    format'
	@echo 'make docs    重新生成文档                            generate the generated documents again'
	@echo 'make clean   删除编译结果（不删数据）                remove what was built, no data'

run: build
	@exec bin/qunli serve --demo $(ARGS)

build:
	@scripts/check-tools
	@scripts/build-web -try
	go build -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION)' -o bin/qunli ./cmd/qunli

web:
	@scripts/build-web

test:
	@scripts/check-tools
	@scripts/need-test
	@scripts/test

proof:
	@scripts/check-tools
	@scripts/need-test
	@QUNLI_PROOF=full scripts/test

bench: build
	go build -o bin/with-postgres ./testkit/pgtest/run
	bin/with-postgres -durable -- bin/qunli bench all --record docs/benchmarks.json

baselines: build
	go build -o bin/with-postgres ./testkit/pgtest/run
	scripts/baselines bin/with-postgres -durable -- bin/qunli bench baselines --record docs/benchmarks.json

screens:
	@scripts/check-tools
	@scripts/build-web -try
	CI=true QUNLI_SCREENS=$(CURDIR)/docs/screens go test -count=1 -run '^TestScreens$$' -v ./web/walk

fmt:
	scripts/go-files | xargs -r gofmt -w

docs:
	go run ./cmd/qunli docs

clean:
	rm -rf bin
