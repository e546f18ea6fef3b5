#!/bin/sh
# Prints the first Python that is new enough, best one that can make environments by itself, or says in one sentence
# that there is none. PYTHON names one by hand.
for ask in 'import ensurepip, venv' 'pass'; do
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if "$python" -c "$ask; import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
            echo "$python"
            exit 0
        fi
    done
done
echo "Tideline needs Python 3.11 or newer on the PATH; PYTHON=/path/to/python names one that is elsewhere." >&2
exit 1
