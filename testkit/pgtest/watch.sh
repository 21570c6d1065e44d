# Makes a cluster in the folder $2 with the programs of $1 and the settings $3, starts it, says "ready", and lets it
# live as long as standard input stays open. Then it is shut down and the folder removed, however we came to end.
bin=$1 dir=$2 settings=$3
umask 077
clean() {
	trap - EXIT
	if [ -f "$dir/data/postmaster.pid" ]; then
		"$bin/pg_ctl" -D "$dir/data" -m fast -w -t 60 stop >>"$dir/log" 2>&1 ||
			"$bin/pg_ctl" -D "$dir/data" -m immediate -w -t 30 stop >>"$dir/log" 2>&1
	fi
	cd / && rm -rf "$dir" 2>/dev/null
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
{
	"$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C -N &&
		printf '%s\n' "$settings" >>"$dir/data/postgresql.conf" &&
		"$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 start
} </dev/null >>"$dir/log" 2>&1 || {
	tail -n 20 "$dir/log"
	exit 1
}
echo ready
read -r _
exit 0
