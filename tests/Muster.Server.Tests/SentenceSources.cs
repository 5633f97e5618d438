using System.Text.RegularExpressions;
using Muster.Server.Connections;
using Muster.Server.Groups;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>The English sentences that are finished where no reader is known: in the core, in services, and in what comes of them when something fails. The app tells them in other languages by these.</summary>
internal static partial class SentenceSources
{
    private static readonly string[] Folders =
    [
        "Muster.Core",
        "Muster.Engine",
        "Muster.Entra",
        "Muster.Storage",
        "Muster.Server",
        Path.Combine("Muster.Cli", "Demo"),
    ];

    /// <summary>What has no sentence for people of the app: the API speaks English to programs, migrations and assets are no words.</summary>
    private static readonly string[] Left = ["Migrations", "Api", "Assets", "Hosting"];

    /// <summary>Nouns that a count is put before by the name of what is counted.</summary>
    private static readonly string[] Nouns = ["user", "group", "member", "owner"];

    /// <summary>All of them as formats.</summary>
    public static SortedSet<string> All()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal) { "{0} person", "{0} people" };
        foreach (var file in Folders.SelectMany(Files))
        {
            var source = File.ReadAllText(file);
            found.UnionWith(
                CSharpLiterals
                    .Of(source)
                    .Where(literal => IsSentence(literal.Text) && !Text().IsMatch(source[..literal.At][^Math.Min(200, literal.At)..]))
                    .SelectMany(literal => Shown(literal.Text))
            );
            foreach (var noun in Counted().Matches(source).Select(counted => counted.Groups[1].Value).Concat(Nouns))
                found.UnionWith([$"{{0}} {noun}", $"{{0}} {noun}s"]);
        }
        return found;
    }

    private static IEnumerable<string> Files(string folder)
    {
        var source = Path.Combine(SharedData.Repository(), "src", folder);
        return Directory
            .EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(source, file).Split(Path.DirectorySeparatorChar).Any(Left.Contains));
    }

    /// <summary>As it was said, and as pages show it: without what only the command line can do, and without the joint before it.</summary>
    private static IEnumerable<string> Shown(string text) =>
        new[] { text, text.TrimStart(';', ',', ' '), Place().Replace(text, "$1"), Refusals.Plain(text), CheckWords.Shown(text) }
            .Distinct()
            .Where(IsSentence);

    private static bool IsSentence(string text) =>
        (Word().Count(text) > 1 || Placed().IsMatch(text))
        && !text.Any(char.IsControl)
        && !Statement().IsMatch(text)
        && !Verb().IsMatch(text);

    [GeneratedRegex("""(?<=^|[\s(“"'}/])[A-Za-z][a-z’']*[a-z](?=$|[\s,.;:!?)”"'{])""")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE|FROM|PRAGMA|JOIN|VALUES|ORDER BY|IN)\b|Data Source=|public, max-age|schemas\.openxmlformats|xml:space="
    )]
    private static partial Regex Statement();

    /// <summary>A place before what is wrong there.</summary>
    [GeneratedRegex(@"^([A-Z][a-z]+ \{0\}): \{1\}( \{2\})?$")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[A-Z][a-z]+ \{0\}(: \{1\}( \{2\})?)?$")]
    private static partial Regex Placed();

    /// <summary>What a run was for, as the command line calls it.</summary>
    [GeneratedRegex(@"^(plan|runs|users|groups|exceptions|drift|audit|connection|undo|import) [a-z-]+( \{\d\})*$")]
    private static partial Regex Verb();

    /// <summary>Behind these stands a text of the app, which says for itself what it is.</summary>
    [GeneratedRegex(@"\b(T|English)\[\s*$|\bT\.Count\([^;]*$")]
    private static partial Regex Text();

    [GeneratedRegex("""CountWords\.Of\([^;"]*, "([a-z -]+)"\)""")]
    private static partial Regex Counted();
}
