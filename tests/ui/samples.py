"""Code with strings and comments over many lines."""

from __future__ import annotations

SAMPLES = {
    "bash": (
        "#!/bin/bash\n"
        'x="a $y\n'
        'b ${z}"\n'
        'for i in $(ls "a b"); do\n'
        '  echo "$i" | grep -E \'x\n'
        "y' > /dev/null\n"
        "done\n"
        "cat <<EOF\n"
        "hello $x\n"
        "EOF\n"
        "if [[ -f $x ]]; then :; fi\n"
    ),
    "c": (
        "/* one\n"
        " * two */\n"
        "#include <stdio.h>\n"
        "int main(void) {\n"
        '    char *s = "x"; // done\n'
        "    return 0;\n"
        "}\n"
    ),
    "css": ("/* one\n two */\n.a { color: red; }\n"),
    "diff": ("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-old\n+new\n same\n"),
    "go": ("package main\n\n/* one\n two */\nfunc main() {\n\ts := `raw\ntext`\n\tprintln(s)\n}\n"),
    "html": (
        "<!DOCTYPE html>\n"
        "<!-- c\n"
        "d -->\n"
        '<html lang="en">\n'
        "<head><style>\n"
        "body { color: red; }\n"
        ".a { b: c }\n"
        "</style>\n"
        "<script>\n"
        "const a = 1;\n"
        "function f() { return `x\n"
        "y`; }\n"
        "</script>\n"
        "</head>\n"
        '<body class="a"\n'
        '  id="b">Hi &amp; bye\n'
        "</body></html>\n"
    ),
    "javascript": (
        "/* multi\n"
        " line */\n"
        "const a = `t ${x + `n ${y}`}\n"
        " end`;\n"
        "function f(a, b) { return a / b; } // c\n"
        "let r = /ab+c/gi;\n"
        "export default class X extends Y {}\n"
        "async () => { await z; }\n"
    ),
    "json": ('{\n  "a": [1, 2.5, true, null],\n  "b": {"c": "d\\"e"}\n}\n'),
    "markdown": (
        "# T\n"
        "\n"
        "para **b** *i* `c`\n"
        "\n"
        "- a\n"
        "- [x] b\n"
        "\n"
        "> q\n"
        "\n"
        "```python\n"
        "def f():\n"
        "    return 1\n"
        "```\n"
        "\n"
        "[l](http://x)\n"
        "| a | b |\n"
        "|---|---|\n"
    ),
    "python": (
        "import os\n"
        "@dec\n"
        "class A(B):\n"
        '    """doc\n'
        "    more\n"
        '    """\n'
        "    def f(self, x: int = 3) -> str:\n"
        "        # c\n"
        '        s = f"a {x!r} b" + \'q\' """x\n'
        'y""" \n'
        '        return f"""a {x}\n'
        ' b {y:>{w}}"""\n'
        "\n"
        "async def g():\n"
        "    x = r'a\\n'\n"
        "    print(x if True else None, 0xff, 1e3)\n"
    ),
    "rust": (
        "/* a\n"
        "b */\n"
        "//! doc\n"
        "#[derive(Debug)]\n"
        "pub fn main<'a>(x: &'a str) -> Result<(), E> {\n"
        '    let s = "multi\n'
        '    line";\n'
        '    let r = r#"raw\n'
        'x"#;\n'
        '    println!("{}", s); // c\n'
        "    match x { 'a' => 1u8, _ => 0x_ff }\n"
        "}\n"
    ),
    "sql": (
        "SELECT a, b -- c\n"
        "FROM t /* x\n"
        "y */ WHERE a = 'z\n"
        "w' AND b > 3;\n"
        "CREATE TABLE x (id INT PRIMARY KEY);\n"
    ),
    "toml": ('[a]\nb = """\none\n"""\nc = 1 # d\n'),
    "typescript": ("/**\n * Doc.\n */\nexport const f = (a: number): string => `a ${a}\n b`;\n"),
    "yaml": (
        "# c\n"
        "a: 1\n"
        "b:\n"
        "  - x\n"
        '  - "y"\n'
        "c: |\n"
        "  multi\n"
        "  line\n"
        "d: &x {a: b}\n"
        "e: 'q\n"
        "  r'\n"
        "---\n"
        "f: !!str 3\n"
    ),
}
