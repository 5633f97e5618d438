using System.Text.RegularExpressions;
using Muster.Server.Auditing;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>The audit log speaks the language of whoever reads it.</summary>
public sealed partial class AuditTermTests
{
    private static readonly Texts T = Texts.English;
    private static readonly Texts Pseudo = new(new(Texts.Pseudo));

    public static TheoryData<string> Actions => [.. Written().Where(action => !Others.Contains(action))];

    /// <summary>Words with a full stop that are no actions.</summary>
    private static readonly string[] Others = ["contoso.com", "muster.db", "wrap.key", "muster.focus"];

    [Theory]
    [MemberData(nameof(Actions))]
    public void Every_action_that_is_written_down_has_words_in_the_language_of_the_reader(string action)
    {
        Assert.NotEmpty(AuditTerms.Action(T, action));
        Assert.StartsWith("[", AuditTerms.Action(Pseudo, action), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_filters_chooses_an_action_by_its_words_or_types_it()
    {
        var actions = AuditTerms.Actions(T).ToList();
        Assert.Contains(("run.applied", "Run applied"), actions);
        Assert.Empty(Written().Except(Others).Except(actions.Select(action => action.Action)));
        Assert.Equal(actions.Count, actions.Select(action => action.Words).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(
            new[] { T, Pseudo },
            texts => Assert.Equal("run.applied", AuditTerms.Named(texts, AuditTerms.Action(texts, "run.applied")))
        );
        Assert.Equal("run.applied", AuditTerms.Named(T, " run applied "));
        Assert.All(
            new[] { "run.*", "run.applied", "lamp.switchedOn", "Quite another", null },
            typed => Assert.Equal(typed, AuditTerms.Named(T, typed))
        );
    }

    [Fact]
    public void An_action_or_a_fact_of_a_newer_Muster_is_shown_as_the_words_it_is_made_of()
    {
        Assert.Equal("Lamp switched on", AuditTerms.Action(T, "lamp.switchedOn"));
        Assert.Equal("bulbs changed", AuditTerms.Fact(T, "bulbsChanged"));
    }

    [Fact]
    public void Facts_have_names_in_the_language_of_the_reader()
    {
        Assert.Equal("people suspended", AuditTerms.Fact(T, "usersSuspended"));
        Assert.StartsWith("[", AuditTerms.Fact(Pseudo, "usersSuspended"), StringComparison.Ordinal);
    }

    /// <summary>Whatever looks like an action in the sources that write to the log.</summary>
    private static SortedSet<string> Written() =>
        new(
            new[] { "Engine", "Storage", "Server" }
                .Select(project => Path.Combine(SharedData.Repository(), "src", $"Muster.{project}"))
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
                .Where(file => Path.GetFileName(file) != "AuditTerms.cs")
                .Select(File.ReadAllText)
                .Where(content => content.Contains("Audit", StringComparison.Ordinal))
                .SelectMany(content => Literal().Matches(content))
                .Select(literal => literal.Groups[1].Value),
            StringComparer.Ordinal
        );

    [GeneratedRegex("\"([a-z]+\\.[a-z][a-zA-Z]+)\"")]
    private static partial Regex Literal();
}
