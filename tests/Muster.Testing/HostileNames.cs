namespace Muster.Testing;

/// <summary>Names that somebody in a directory might give a group or a person to make trouble: at least 300.</summary>
public static class HostileNames
{
    private static readonly string[] Markup =
    [
        "<script>window.pwned=1</script>",
        "<img src=x onerror=window.pwned=1>",
        "<svg onload=window.pwned=1>",
        "<svg><script>window.pwned=1</script></svg>",
        "<math><mtext></mtext><script>window.pwned=1</script></math>",
        "<a href='javascript:window.pwned=1'>click</a>",
        "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
        "<iframe src=javascript:parent.pwned=1>",
        "<object data=javascript:window.pwned=1>",
        "<embed src=javascript:window.pwned=1>",
        "<body onload=window.pwned=1>",
        "<input autofocus onfocus=window.pwned=1>",
        "<details open ontoggle=window.pwned=1>",
        "<video><source onerror=window.pwned=1></video>",
        "<style>*{display:none}</style>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<base href=//evil.example/>",
        "<meta http-equiv=refresh content=0;url=//evil.example>",
        "<form action=//evil.example><button>go</button></form>",
        "</title><script>window.pwned=1</script>",
        "</textarea><script>window.pwned=1</script>",
        "--><script>window.pwned=1</script>",
        "\"><script>window.pwned=1</script>",
        "' onmouseover='window.pwned=1",
        "\" autofocus onfocus=\"window.pwned=1",
        "`${window.pwned=1}`",
        "{{constructor.constructor('window.pwned=1')()}}",
        "{{7*7}}",
        "@(7*7)",
        "@Html.Raw(1)",
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
        "&lt;script&gt;",
        "&#60;script&#62;",
        "%3Cscript%3E",
        "\\u003cscript\\u003e",
        "javascript:window.pwned=1",
        "data:text/html,<script>window.pwned=1</script>",
        "__proto__",
        "constructor",
        "toString",
    ];

    private static readonly string[] Formulas =
    [
        "=1+1",
        "=cmd|'/c calc'!A0",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+1+1",
        "-1+1",
        "@SUM(1,1)",
        "\t=1+1",
        "\r=1+1",
        "＝1+1",
        "'=1+1",
        " =1+1",
        ";=1+1",
        ",=1+1",
        "\"=1+1",
        "|calc",
    ];

    private static readonly string[] Letters =
    [
        "\u202Etxt.exe",
        "abc\u202Edef",
        "\u2066hidden\u2069",
        "\u200Bzero\u200Bwidth",
        "\uFEFFmark first",
        "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308",
        "Z̸̢̛a̵l̷g̶o̸",
        "رمز المجموعة",
        "קבוצה",
        "人事部門",
        "👩‍👩‍👧‍👦 family",
        "🇦🇹🏳️‍🌈",
        "\u0007bell",
        "\u001B[31mred\u001B[0m",
        "\u001B]0;title\u0007",
        "two\nlines",
        "two\r\nlines",
        "tab\tbed",
        "null\u0001byte",
        "\u2028separator",
        "\u0085next line",
        "раураl",
        "ＩＴ　Ｓｕｐｐｏｒｔ",
        "İstanbul ıi",
        "ß ẞ ss",
        "e\u0301 vs é",
        "   three spaces",
        "trailing   ",
        "'; DROP TABLE membership; --",
        "' OR '1'='1",
        "100% _ [a-z]",
        "a/b\\c",
        "../../etc/passwd",
        "CON",
        "name\"with\"quotes",
        "name'with'apostrophes",
        "name`with`ticks",
        "[link](javascript:window.pwned=1)",
        "![x](//evil.example/x.png)",
        "*bold* _it_ ~st~",
        "C:\\Windows",
        "null",
        "undefined",
        "NaN",
        "true",
        "0",
        "-0",
        "1e309",
        "..",
        "%s%n%d",
        "{0}{1}{2}",
        "[red]markup[/]",
    ];

    /// <summary>All of them, each once. Long ones are as long as a directory takes.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Made().Select(Fitting).Distinct(StringComparer.Ordinal)];

    /// <summary>The same and worse, at least 1,000, as they are: no directory takes a name of 10,000 characters or with a NUL, but what is written down must bear it whoever wrote it.</summary>
    public static IReadOnlyList<string> Endless { get; } = [.. Made().Concat(Worse()).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Plain => [.. Markup, .. Formulas, .. Letters];

    private static IEnumerable<string> Worse()
    {
        var controls = Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code);
        foreach (var control in controls)
            yield return $"a{control}b";
        foreach (var mark in "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u2028\u2029")
            yield return $"{mark}gpj.exe{mark}";
        foreach (var invisible in "\u00AD\u200B\u200C\u200D\u2060\u2063\uFEFF\uFFFD\uFFFE\uFFFF\uE000")
            yield return $"{invisible}=1+1{invisible}";
        foreach (
            var before in new[] { "", " ", "\u00A0", "\u3000", "\t", "\r", "\n", "\r\n", "\0", "\"", "'", "$", "a;", "a\t", "a\n", "a;\"" }
        )
        foreach (var sign in "=+-@\uFF1D\uFF0B\uFF0D\uFF20|%")
            yield return $"{before}{sign}1+1";
        foreach (var name in Plain)
        {
            yield return $"\u202E{name}\u202C";
            yield return $"\"{name}\"";
            yield return $"a\r\n{name}";
            yield return $"={name}";
            yield return string.Join('\u200B', name.EnumerateRunes());
        }
        yield return "_x0041_";
        yield return "_x003D_1+1";
        yield return "a_x000D_b";
        yield return new string('x', 10_000);
        yield return "=" + new string('1', 10_000);
        yield return new string('"', 10_000);
        yield return new string('\u0301', 10_000);
        yield return new string('\n', 10_000);
        yield return string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 1_000));
        yield return string.Concat(Enumerable.Repeat("[red]", 2_000));
    }

    private static IEnumerable<string> Made()
    {
        foreach (var name in Plain)
            yield return name;
        foreach (var name in Plain)
            yield return $"IT {name} Support";
        foreach (var name in Plain)
            yield return $"{name}{name}{name}";
        yield return new string('W', 256);
        yield return new string('i', 256);
        yield return string.Concat(Enumerable.Repeat("long words ", 23));
        yield return string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 20));
        yield return new string('\u0301', 200);
    }

    private static string Fitting(string name) => name.Length <= 256 ? name : name[..256];
}
