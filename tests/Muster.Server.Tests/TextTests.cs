using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Every text of the app is in the resource files, and nothing else is. <c>MUSTER_REWRITE_TEXTS=1</c> writes it anew.</summary>
public sealed partial class TextTests
{
    private static readonly string Source = Path.Combine(SharedData.Repository(), "src", "Muster.Server");

    /// <summary>The resource files: texts that the app says, and sentences that it tells after others.</summary>
    public static TheoryData<string> Files => ["Texts", "Sentences"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_resource_file_has_every_text_that_people_may_read_and_no_other(string file)
    {
        var texts = file == "Texts" ? Used() : Told();
        var used = new SortedSet<string>(texts.Select(Texts.NameOf), StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("MUSTER_REWRITE_TEXTS") == "1")
            Rewrite(file, texts);
        var kept = Names(file).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(used.Except(kept).Select(text => $"is missing: {text}"));
        Assert.Empty(kept.Except(used).Select(text => $"is not used: {text}"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_two_names_in_a_resource_file_differ_by_case_alone(string file) =>
        Assert.Empty(
            Names(file).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key)
        );

    [Theory]
    [MemberData(nameof(Files))]
    public void A_text_and_its_translation_name_the_same_facts(string file) =>
        Assert.All(
            XDocument.Load(PathOf(file)).Root!.Elements("data"),
            data => Assert.Equal(Facts(data.Attribute("name")!.Value), Facts(data.Element("value")!.Value))
        );

    /// <summary>Sentences of the core and of services that the app does not say itself.</summary>
    private static SortedSet<string> Told()
    {
        var told = SentenceSources.All();
        told.ExceptWith(Used());
        return told;
    }

    private static string PathOf(string file) => Path.Combine(Source, "Ui", $"{file}.resx");

    private static IEnumerable<string> Names(string file) =>
        XDocument.Load(PathOf(file)).Root!.Elements("data").Select(data => data.Attribute("name")!.Value);

    private static SortedSet<string> Used()
    {
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var file in Directory
                .EnumerateFiles(Source, "*.*", SearchOption.AllDirectories)
                .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
        )
        {
            var content = File.ReadAllText(file);
            foreach (Match call in Indexed().Matches(content))
                texts.Add(Unescaped(call.Groups[1].Value));
            foreach (Match call in Counted().Matches(content))
            {
                texts.Add(Unescaped(call.Groups[1].Value));
                texts.Add(Unescaped(call.Groups[2].Value));
            }
        }
        return texts;
    }

    private static void Rewrite(string file, IEnumerable<string> texts)
    {
        var document = XDocument.Load(PathOf(file));
        document.Root!.Elements("data").Remove();
        document.Root.Add(
            texts.Select(text => new XElement(
                "data",
                new XAttribute("name", Texts.NameOf(text)),
                new XAttribute(XNamespace.Xml + "space", "preserve"),
                new XElement("value", text)
            ))
        );
        File.WriteAllText(PathOf(file), document.Declaration + "\n" + document.Root + "\n", new UTF8Encoding(false));
    }

    private static string Unescaped(string literal) => Regex.Unescape(literal);

    private static IEnumerable<string> Facts(string text) =>
        Fact().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("""\b(?:T|English)\[\s*"((?:[^"\\]|\\.)+)"(?=\s*[\],])""")]
    private static partial Regex Indexed();

    [GeneratedRegex("""\bT\.Count\([^"]*"((?:[^"\\]|\\.)+)",\s*"((?:[^"\\]|\\.)+)"\s*\)""")]
    private static partial Regex Counted();

    [GeneratedRegex("""\{\d+\}""")]
    private static partial Regex Fact();
}
