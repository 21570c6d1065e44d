# Runs the browser given from $2 on, whose folder is $1, and removes the folder after it, however it came to end.
dir=$1
shift
trap : HUP INT TERM
"$@" &
wait $!
while kill -0 $! 2>/dev/null; do wait $!; done
exec 3<&- 4>&-
for _try in 1 2 3 4 5; do
	rm -rf "$dir" 2>/dev/null && break
done
