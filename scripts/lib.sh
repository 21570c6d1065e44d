# Functions the other scripts share; read with ".", not run.

# say ZH EN prints one message in both languages.
say() {
	printf '%s\n%s\n' "$1" "$2"
}

# strict is true where anything missing is an error.
strict() {
	[ "${CI:-}" = true ]
}

# have_compiler is true when a C program can be built, which takes a compiler and the C library's headers.
have_compiler() {
	_dir=$(mktemp -d) || return 1
	printf '#include <stdlib.h>\nint main(void) { return 0; }\n' >"$_dir/a.c"
	"${CC:-gcc}" -o "$_dir/a" "$_dir/a.c" >/dev/null 2>&1
	_code=$?
	rm -rf "$_dir"
	return "$_code"
}

# postgres_dir prints the folder of PostgreSQL's programs: on PATH, otherwise the newest of Debian's versioned ones.
# It fails when there is none, or when we are root and there is no user postgres to run a server as.
postgres_dir() {
	if [ "$(id -u)" -eq 0 ] && ! id -u postgres >/dev/null 2>&1; then
		return 1
	fi
	_initdb=$(command -v initdb 2>/dev/null) && complete_postgres "${_initdb%/*}" && return 0
	for _dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5,5nr); do
		complete_postgres "$_dir" && return 0
	done
	return 1
}

complete_postgres() {
	for _tool in initdb pg_ctl postgres psql; do
		[ -x "$1/$_tool" ] || return 1
	done
	printf '%s\n' "$1"
}

# have_browser is true where there is a Chromium. Debian's package, and the names others give it.
have_browser() {
	for _name in chromium chromium-browser google-chrome google-chrome-stable; do
		command -v "$_name" >/dev/null 2>&1 && return 0
	done
	return 1
}

# have_chinese is true where a font draws Chinese: without one every character is an empty box.
have_chinese() {
	[ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]
}

# have_console is true where the console was built.
have_console() {
	[ -f web/console/dist/index.html.gz ]
}

# data_dir prints the folder of the real data sets; it fails when there is none.
data_dir() {
	_dir=${QUNLI_DATA:-../shared/data}
	[ -d "$_dir" ] && (cd "$_dir" && pwd)
}
