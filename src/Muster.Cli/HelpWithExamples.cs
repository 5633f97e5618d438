using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Muster.Cli;

/// <summary>The usual help, followed by examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string[]> ExamplesOf = [];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.MaxWidth = 100;
        var result = help.Invoke(parseResult);
        if (ExamplesOf.TryGetValue(parseResult.CommandResult.Command, out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(examples.Length == 1 ? "Example:" : "Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }
        return result;
    }

    public static void Set(Command command, string[] examples) => ExamplesOf.AddOrUpdate(command, examples);
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
