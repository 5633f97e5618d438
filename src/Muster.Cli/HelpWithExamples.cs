using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Muster.Cli;

/// <summary>The usual help, followed by examples, in 80 columns.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Columns that every terminal has.</summary>
    public const int Width = 80;

    private static readonly ConditionalWeakTable<Command, string[]> ExamplesOf = [];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.MaxWidth = Width;
        var result = help.Invoke(parseResult);
        var examples = Of(parseResult.CommandResult.Command);
        if (examples.Count > 0)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
            foreach (var line in examples.SelectMany(Lines))
                output.WriteLine(line);
            output.WriteLine();
        }
        return result;
    }

    public static void Set(Command command, string[] examples) => ExamplesOf.AddOrUpdate(command, examples);

    /// <summary>The examples of a command, each on one line.</summary>
    public static IReadOnlyList<string> Of(Command command) => ExamplesOf.TryGetValue(command, out var examples) ? examples : [];

    /// <summary>An example on as many lines as it takes, broken before options so that it still can be copied into a shell.</summary>
    internal static IEnumerable<string> Lines(string example)
    {
        const string indent = "  ";
        var line = indent;
        foreach (var part in example.Split(" --"))
        {
            var text = line == indent ? part : $" --{part}";
            if (line != indent && line.Length + text.Length + 2 > Width)
            {
                yield return $"{line} \\";
                (line, text) = (indent + indent, text.TrimStart());
            }
            line += text;
        }
        yield return line;
    }
}

/// <summary>Adds examples to commands.</summary>
internal static class CommandExamples
{
    public static Command WithExamples(this Command command, params string[] examples)
    {
        HelpWithExamples.Set(command, examples);
        return command;
    }
}
