using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>No page or text writes a number or a time past the form of its reader.</summary>
public sealed partial class RawFormTests
{
    /// <summary>Files of the app that write a number or a time for a program or a picture, with the reason.</summary>
    private static readonly Dictionary<string, string> ForPrograms = new()
    {
        ["Ago.razor"] = "The attribute datetime is for programs.",
        ["ChangeBars.razor"] = "Places in a picture.",
        ["RunTimes.razor"] = "Places in a picture.",
        ["MembershipsOverTime.razor"] = "A moment in an address.",
        ["UndoPage.razor"] = "The earliest day of an input, which browsers take in one form.",
        ["GroupPage.razor"] = "A key in an address.",
        ["ExceptionsTab.razor"] = "A key in an address.",
        ["ExplainPage.razor"] = "A key in an address.",
        ["AtPage.razor"] = "A key in an address.",
        ["ThingDifferences.cs"] = "A key in an address.",
        ["GuardForm.cs"] = "Values of inputs, which are settings.",
        ["ScheduleForm.cs"] = "Values of inputs, which are settings.",
        ["NodeWords.cs"] = "The number of a process, which is its name.",
        ["EntraRefusals.cs"] = "The number of a fault in an address.",
    };

    [Fact]
    public void No_page_or_text_writes_a_number_or_a_time_past_the_form_of_its_reader()
    {
        var files = Files().ToList();
        Assert.InRange(files.Count, 200, int.MaxValue);
        Assert.Empty(
            files
                .Where(file => !ForPrograms.ContainsKey(Path.GetFileName(file)))
                .SelectMany(file => Faults(File.ReadAllText(file)).Select(fault => $"{Path.GetFileName(file)}: {fault}"))
        );
        Assert.Empty(files.SelectMany(file => RawFacts(File.ReadAllText(file)).Select(fault => $"{Path.GetFileName(file)}: {fault}")));
    }

    [Fact]
    public void No_exception_is_out_of_date()
    {
        var written = Files()
            .Where(file => Faults(File.ReadAllText(file)).Any())
            .Select(Path.GetFileName)
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(ForPrograms.Keys, name => Assert.Contains(name, written));
    }

    [Theory]
    [InlineData("<td>@day.ToString(\"yyyy-MM-dd\")</td>", 1)]
    [InlineData("<td>@at.UtcDateTime</td>", 1)]
    [InlineData("<td>@Numbers.Of(count)</td>", 1)]
    [InlineData("<td>@($\"{at:HH:mm}\")</td>", 1)]
    [InlineData("<td>@_rows.Count</td>", 1)]
    [InlineData("<td>@_rows.Count(row => row.Done) done</td>", 1)]
    [InlineData("<p>@(_list.Total)</p>", 1)]
    [InlineData("<p>@T[\"Rows\"] @(_list.Count)</p>", 1)]
    [InlineData("<td>@Words.Number(T, _rows.Count)</td>", 0)]
    [InlineData("<progress max=\"@_state.Total\">", 0)]
    [InlineData("<a href=\"/live/@run.Number\">@T[\"Watch it\"]</a>", 0)]
    [InlineData("<p>@T[\"{0} rows\", _rows.Count]</p>", 1)]
    [InlineData("<p>@T[\"{0} of {1}\", Words.Number(T, 1), rows.Total]</p>", 1)]
    [InlineData("<p>@T[\"at most {0}\", GroupName.Longest]</p>", 1)]
    [InlineData("<p>@T[\"run {0}\", run.Id]</p>", 0)]
    [InlineData("<p>@T[\"{0} rows\", Words.Number(T, _rows.Count)]</p>", 0)]
    public void What_is_written_raw_is_found(string markup, int faults) =>
        Assert.Equal(faults, Faults(markup).Concat(RawFacts(markup)).Count());

    /// <summary>Pages, their parts, and what makes their texts.</summary>
    private static IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(Path.Combine(SharedData.Repository(), "src", "Muster.Server"), "*.*", SearchOption.AllDirectories)
            .Where(file =>
                file.EndsWith(".razor", StringComparison.Ordinal)
                || (file.EndsWith(".cs", StringComparison.Ordinal) && Reader().IsMatch(File.ReadAllText(file)) && !IsForm(file))
            );

    /// <summary>The form itself, and what programs read.</summary>
    private static bool IsForm(string file) =>
        file.Contains("/Api/", StringComparison.Ordinal)
        || Path.GetFileName(file) is "ReaderForm.cs" or "Texts.cs" or "Words.cs" or "Sentences.cs" or "SentencePattern.cs";

    private static IEnumerable<string> Faults(string source) => Raw().Matches(source).Select(found => found.Value);

    private static IEnumerable<string> RawFacts(string source) => RawFact().Matches(source).Select(found => found.Value);

    // A text is asked for on behalf of a reader.
    [GeneratedRegex(@"\bTexts T\b")]
    private static partial Regex Reader();

    [GeneratedRegex(
        """\.ToString\("(?![DNX])[^"]+"|@\w[\w.]*\.(?:UtcDateTime|DateTime|LocalDateTime)\b|\bNumbers\.(?:Of|Seconds|Instant)\(|\{[\w.!?()]+:[^}"]*(?:yy|HH|mm|#|0)[^}"]*\}|ToString\((?:System\.Globalization\.)?CultureInfo|(?<=[\s>])(?<!viewBox="0 0 (?:[^ "]+ )?)@\(?(?!T\.)[\w.!?]+\.(?:Count|Length|Total|Members|Depth|Done)\b(?! +[=!<>&|?]|[=!?])"""
    )]
    private static partial Regex Raw();

    [GeneratedRegex("""\bT\["(?:[^"\\]|\\.)*"(?:,[^\]]*)?, ?[\w.!?]+\.(?:Count|Length|Total|Longest|Most)(?=,|\])""")]
    private static partial Regex RawFact();
}
