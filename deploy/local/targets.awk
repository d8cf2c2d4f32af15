# Print the Makefile's targets: `## Group` opens a group, `#: words` describe the next target.
/^## / { group = substr($0, 4); next }
/^#: / { words = substr($0, 4); next }
/^[a-z][a-z-]*:/ {
    if (words != "") {
        split($0, parts, ":")
        printf "%-20s %-18s %s\n", group, parts[1], words
        group = ""
    }
    words = ""
}
