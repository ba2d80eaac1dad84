#!/bin/sh
# What `latex` prints is read back and, where pdflatex is installed, compiles.
exec "$(dirname "$0")/../peers/latex.sh"
