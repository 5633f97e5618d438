using System.CommandLine;

namespace Muster.Cli.Exporting;

/// <summary>The options of every export: which form, and where it goes.</summary>
internal sealed class ExportForm
{
    private const string Xlsx = "xlsx";

    private readonly Option<string> _format = new("--format")
    {
        Description = "jsonl, csv or xlsx; without it what the name of the file ends with",
        DefaultValueFactory = _ => "jsonl",
        HelpName = "FORMAT",
    };
    private readonly Option<FileInfo?> _file = new("--out")
    {
        Description = "File to write; standard output without it or with - (xlsx not at a terminal)",
        HelpName = "FILE",
    };

    public ExportForm() => _format.AcceptOnlyFromAmong("jsonl", "csv", Xlsx);

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_file);
    }

    /// <summary>The file that was named; null for standard output.</summary>
    public FileInfo? File(Invocation call) => OutputFile.IsStandard(call.Get(_file)) ? null : call.Get(_file);

    /// <summary>The form that was asked for, or the one that the name of the file tells.</summary>
    /// <exception cref="UserErrorException">A workbook would go to a terminal.</exception>
    public string Format(Invocation call)
    {
        var format =
            call.Has(_format) ? call.Get(_format)!
            : File(call)?.Extension.ToLowerInvariant() is ".csv" or ".xlsx" ? File(call)!.Extension[1..].ToLowerInvariant()
            : call.Get(_format)!;
        return format != Xlsx || File(call) is not null || call.Terminal.Bytes is not null
            ? format
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                "An xlsx file is not for a terminal; name it with --out FILE, or send it on with > FILE."
            );
    }
}
