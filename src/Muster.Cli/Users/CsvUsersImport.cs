using Muster.Cli.Terminals;
using Muster.Engine.Users;

namespace Muster.Cli.Users;

/// <summary><c>muster users import --csv FILE</c>: local users from a file.</summary>
internal static class CsvUsersImport
{
    private const int MostFaults = 20;

    public static async Task<int> RunAsync(Invocation call, FileInfo source, bool dryRun, CancellationToken cancellationToken)
    {
        var file = UserFile.Parse(await ReadAsync(source, cancellationToken));
        if (file.Faults.Count > 0)
            return Refuse(call.Terminal, source, file.Faults);
        await using var muster = await call.OpenAsync(cancellationToken);
        var outcome = await muster.LocalUsers.ImportAsync(file, dryRun, call.Actor, cancellationToken);
        if (outcome.Plan is { IsEmpty: true } && outcome.Problems.Count == 0)
            call.Terminal.Say($"Nothing to do: {Numbers.Of(file.People.Count, "person")} of the file, all here as it says.");
        return await UsersReport.ConcludeAsync(
            call,
            muster,
            outcome,
            dryRun ? "Nothing was changed. To import: the same without --dry-run" : "Who they may be in the directory: muster users match",
            cancellationToken
        );
    }

    private static int Refuse(Terminal terminal, FileInfo source, IReadOnlyList<FileFault> faults)
    {
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", source.FullName);
                json.WriteStartArray("faults");
                foreach (var fault in faults)
                {
                    json.WriteStartObject();
                    json.WriteNumber("line", fault.Line);
                    json.Text("column", fault.Column);
                    json.WriteString("message", fault.What);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            });
        foreach (var fault in faults.Take(MostFaults))
            terminal.Fail($"{source.Name}, {fault}.");
        if (faults.Count > MostFaults)
            terminal.Note($"[grey]… and {Numbers.Of(faults.Count - MostFaults)} more; --json lists all[/]");
        terminal.Note($"[grey]Nothing was imported.[/]");
        return ExitCodes.WrongUsage;
    }

    private static async Task<byte[]> ReadAsync(FileInfo source, CancellationToken cancellationToken)
    {
        if (!source.Exists)
            throw new UserErrorException(ExitCodes.NotFound, $"--csv: there is no file {source.FullName}.");
        if (source.Length > UserFile.MostBytes)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--csv: {source.Name} has {Numbers.Of(source.Length)} bytes; the most is {Numbers.Of(UserFile.MostBytes)}. Split it."
            );
        return await File.ReadAllBytesAsync(source.FullName, cancellationToken);
    }
}
