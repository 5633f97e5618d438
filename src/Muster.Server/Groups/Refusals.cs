using Muster.Core.Planning;
using Muster.Server.Ui;

namespace Muster.Server.Groups;

/// <summary>Why something was not done, without the commands that only the command line has.</summary>
internal static class Refusals
{
    private static readonly string[] Commands = [": muster ", " (muster ", " with: muster "];

    /// <summary>The reason, and what to do about it here.</summary>
    public static string Words(Texts T, PlanProblem problem) =>
        Hint(T, problem.Code) is { } hint ? $"{T.Told(Plain(problem.Message))} {hint}" : T.Told(Plain(problem.Message));

    /// <summary>A message up to the sentence that names a command.</summary>
    public static string Plain(string message)
    {
        var command = Commands
            .Select(word => message.IndexOf(word, StringComparison.Ordinal))
            .Where(index => index >= 0)
            .DefaultIfEmpty(-1)
            .Min();
        if (command < 0)
            return message;
        var sentence = message.LastIndexOf(". ", command, StringComparison.Ordinal);
        return sentence > 0 ? message[..(sentence + 1)] : message[..command].TrimEnd(',', ' ') + ".";
    }

    private static string? Hint(Texts T, string code) =>
        code switch
        {
            "ambiguousName" => T["Create the group by its name, then pick the directory group by its object id under Link."],
            "nameTaken" => T["Open the group of that name and decide under Link, or rename one of the two in the directory."],
            "reusedName" => T["Open the group of that name: relink it under Link, or retire it."],
            "unmatched" => T["The group waits until the directory has a group of exactly this name."],
            "noConnection" => T["Connect a directory under Connections."],
            "namingConvention" => T["An Administrator changes the conventions in the settings of the workspace."],
            "renameUnlinks" => T["Change under Settings what a rename in the directory does to this group first."],
            _ => null,
        };
}
