using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Every text of the app is in the resource file, and nothing else is. <c>MUSTER_REWRITE_TEXTS=1</c> writes it anew.</summary>
public sealed partial class TextTests
{
    private static readonly string Source = Path.Combine(SharedData.Repository(), "src", "Muster.Server");
    private static readonly string File = Path.Combine(Source, "Ui", "Texts.resx");

    [Fact]
    public void The_resource_file_has_every_text_of_the_app_and_no_other()
    {
        var used = new SortedSet<string>(Used().Select(Texts.NameOf), StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("MUSTER_REWRITE_TEXTS") == "1")
            Rewrite(Used());
        var kept = XDocument
            .Load(File)
            .Root!.Elements("data")
            .Select(data => data.Attribute("name")!.Value)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(used.Except(kept).Select(text => $"is missing: {text}"));
        Assert.Empty(kept.Except(used).Select(text => $"is not used: {text}"));
    }

    [Fact]
    public void No_two_names_in_the_resource_file_differ_by_case_alone()
    {
        var names = XDocument.Load(File).Root!.Elements("data").Select(data => data.Attribute("name")!.Value);
        Assert.Empty(
            names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key)
        );
    }

    [Fact]
    public void A_text_and_its_translation_name_the_same_facts() =>
        Assert.All(
            XDocument.Load(File).Root!.Elements("data"),
            data => Assert.Equal(Facts(data.Attribute("name")!.Value), Facts(data.Element("value")!.Value))
        );

    private static SortedSet<string> Used()
    {
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var file in Directory
                .EnumerateFiles(Source, "*.*", SearchOption.AllDirectories)
                .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
        )
        {
            var content = System.IO.File.ReadAllText(file);
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

    private static void Rewrite(IEnumerable<string> texts)
    {
        var document = XDocument.Load(File);
        document.Root!.Elements("data").Remove();
        document.Root.Add(
            texts.Select(text => new XElement(
                "data",
                new XAttribute("name", Texts.NameOf(text)),
                new XAttribute(XNamespace.Xml + "space", "preserve"),
                new XElement("value", text)
            ))
        );
        System.IO.File.WriteAllText(File, document.Declaration + "\n" + document.Root + "\n", new UTF8Encoding(false));
    }

    private static string Unescaped(string literal) => Regex.Unescape(literal);

    private static IEnumerable<string> Facts(string text) =>
        Fact().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("""\bT\[\s*"((?:[^"\\]|\\.)+)"(?=\s*[\],])""")]
    private static partial Regex Indexed();

    [GeneratedRegex("""\bT\.Count\([^"]*"((?:[^"\\]|\\.)+)",\s*"((?:[^"\\]|\\.)+)"\s*\)""")]
    private static partial Regex Counted();

    [GeneratedRegex("""\{\d+\}""")]
    private static partial Regex Fact();
}
