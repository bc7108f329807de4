"""The rules, one file per part of a tunnel's life; each looks at one tunnel and yields what is wrong."""
