using System.CommandLine;
using System.Text;

namespace Muster.Cli.Tests.Verbs;

/// <summary>The verbs as the program has them.</summary>
internal static class CommandTree
{
    /// <summary>Every verb that does something, by what is typed.</summary>
    public static IReadOnlyDictionary<string, Command> Verbs() => Leaves(Root(), "").ToDictionary(StringComparer.Ordinal);

    public static RootCommand Root() => new Cli(TextWriter.Null, TextWriter.Null, TimeProvider.System).Root;

    /// <summary>Every verb for a theory.</summary>
    public static TheoryData<string> Each()
    {
        var verbs = new TheoryData<string>();
        foreach (var verb in Verbs().Keys)
            verbs.Add(verb);
        return verbs;
    }

    /// <summary>What a shell makes of a line, up to a pipe or a redirection, without variables in front.</summary>
    public static string[] Words(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        foreach (var letter in line)
        {
            if (quote != '\0')
            {
                if (letter == quote)
                    quote = '\0';
                else
                    word!.Append(letter);
            }
            else if (letter is '"' or '\'')
                (quote, word) = (letter, word ?? new StringBuilder());
            else if (letter is '|' or '>')
                break;
            else if (letter != ' ')
                (word ??= new StringBuilder()).Append(letter);
            else if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
        if (word is not null)
            words.Add(word.ToString());
        return [.. words.SkipWhile(text => text.Contains('=', StringComparison.Ordinal))];
    }

    private static IEnumerable<KeyValuePair<string, Command>> Leaves(Command command, string path) =>
        [
            // A verb may have verbs of its own and still do something alone, such as "plan".
            .. command.Subcommands.Count == 0 || (command.Action is not null && path.Length > 0)
                ? [KeyValuePair.Create(path, command)]
                : Array.Empty<KeyValuePair<string, Command>>(),
            .. command.Subcommands.SelectMany(inner => Leaves(inner, path.Length == 0 ? inner.Name : $"{path} {inner.Name}")),
        ];
}
