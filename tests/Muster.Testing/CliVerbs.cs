using System.CommandLine;

namespace Muster.Testing;

/// <summary>The verbs of the command line.</summary>
public static class CliVerbs
{
    /// <summary>Every verb that does something, such as <c>users list</c>.</summary>
    public static IReadOnlyList<string> All() =>
        [.. Of(new Cli.Cli(TextWriter.Null, TextWriter.Null, TimeProvider.System).Root, "").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Of(Command command, string above)
    {
        foreach (var verb in command.Subcommands)
        {
            var name = $"{above} {verb.Name}".Trim();
            if (verb.Action is not null)
                yield return name;
            foreach (var below in Of(verb, name))
                yield return below;
        }
    }
}
