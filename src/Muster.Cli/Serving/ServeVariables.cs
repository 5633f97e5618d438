using System.CommandLine;

namespace Muster.Cli.Serving;

/// <summary>Options of a server by its environment: containers and services have no command line to type. What is typed counts more.</summary>
internal sealed class ServeVariables(Invocation call)
{
    /// <summary>The variable of an option: <c>MUSTER_PUBLIC_URL</c> for <c>--public-url</c>.</summary>
    public static string Of(Option option) => "MUSTER_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>Says of an option that it has one.</summary>
    public static void Describe(Option option) => option.Description += $" (or {Of(option)})";

    /// <summary>A text.</summary>
    public string? Text(Option<string?> option) => Get(option, text => text);

    /// <summary>Several, in the variable separated by blanks.</summary>
    public string[] Texts(Option<string[]> option) =>
        Get(option, text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) ?? [];

    /// <summary>A whole number.</summary>
    /// <exception cref="UserErrorException">The variable has none.</exception>
    public int Number(Option<int> option) =>
        Get(
            option,
            text =>
                int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw Wrong(option, text, "it must be a whole number.")
        );

    /// <summary>Whether something is asked for.</summary>
    /// <exception cref="UserErrorException">The variable has something else.</exception>
    public bool Flag(Option<bool> option) =>
        Get(option, text => bool.TryParse(text, out var flag) ? flag : throw Wrong(option, text, "it must be true or false."));

    /// <summary>A file.</summary>
    public FileInfo? File(Option<FileInfo?> option) => Get(option, text => new FileInfo(text));

    /// <summary>A folder.</summary>
    public DirectoryInfo? Folder(Option<DirectoryInfo?> option) => Get(option, text => new DirectoryInfo(text));

    private T? Get<T>(Option<T> option, Func<string, T> read) =>
        !call.Has(option) && call.Variable(Of(option)) is { Length: > 0 } set ? read(set) : call.Get(option);

    private static UserErrorException Wrong(Option option, string text, string must) =>
        new(ExitCodes.WrongUsage, $"{Of(option)} is '{text}'; {must}");
}
