# One line of output for each line of input, the last without newline, Windows line ends.
printf 'please repair my robot arm soon\n\na new snow was found today\r\nnobody' |
    pith extract -m "$SHARED/tiny.safetensors"
