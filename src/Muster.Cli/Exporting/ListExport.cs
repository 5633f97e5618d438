using System.CommandLine;
using Muster.Server;
using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary>What the verbs that export a list share. They send the tables of the admin app, and each is recorded as there.</summary>
internal static class ListExport
{
    /// <summary>Makes a verb.</summary>
    /// <param name="cli">The program.</param>
    /// <param name="command">The verb with what can be asked for.</param>
    /// <param name="tableAsync">Finds the list.</param>
    public static Command Of(Cli cli, Command command, Func<Invocation, MusterInstance, CancellationToken, Task<ExportTable>> tableAsync)
    {
        var form = new ExportForm();
        var signed = Signed();
        form.AddTo(command);
        command.Add(signed);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var format = form.Format(call);
                DemandFile(call, signed, form.File(call));
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                await SendAsync(
                    call,
                    muster,
                    await tableAsync(call, muster, cancellationToken),
                    format,
                    form.File(call),
                    call.Get(signed),
                    cancellationToken
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>The option that asks for a signature.</summary>
    public static Option<bool> Signed() =>
        new("--signed")
        {
            Description = "Write the signed manifest beside the file, under its name with .jws: what it is, as of when, its SHA-256",
        };

    /// <summary>Refuses a signature that has no file to lie beside.</summary>
    /// <exception cref="UserErrorException">No file was named.</exception>
    public static void DemandFile(Invocation call, Option<bool> signed, FileInfo? file)
    {
        if (call.Get(signed) && file is null)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "--signed writes a second file beside the list; name the list with --out FILE."
            );
    }

    /// <summary>Writes a list and records it.</summary>
    public static async Task SendAsync(
        Invocation call,
        MusterInstance muster,
        ExportTable table,
        string format,
        FileInfo? file,
        bool signed,
        CancellationToken cancellationToken
    )
    {
        await using var output = OutputFile.Open(file, call.Terminal);
        var export = new RecordedExport(muster.Database.Audit, call.Actor, table, format);
        await export.BeginAsync(cancellationToken);
        if (signed && file is not null)
        {
            var signing = new SignedExport(muster.Database.Audit, muster.Database.Signer, call.Clock);
            var signature = await signing.WriteAsync(export, file.Name, output.Bytes, cancellationToken);
            await output.CompleteAsync(cancellationToken);
            await File.WriteAllTextAsync(file.FullName + SignedExport.Ending, signature, cancellationToken);
            call.Terminal.Note(
                $"Wrote {file.FullName} and its signature {file.Name}{SignedExport.Ending}. Whoever has the public key (muster audit key) checks it with: muster export verify {file.Name} --key FILE"
            );
            return;
        }
        var exported = await export.WriteAsync(output.Bytes, cancellationToken);
        await output.CompleteAsync(cancellationToken);
        if (file is not null)
            call.Terminal.Note($"Wrote {Numbers.Of(exported.Rows, "row")} to {file.FullName}");
    }

    /// <summary>The state at a time, as an export names it.</summary>
    /// <exception cref="UserErrorException">The text is no time, or nothing is known of it.</exception>
    public static async Task<ExportedMoment> MomentAsync(
        Invocation call,
        MusterInstance muster,
        Option<string?> option,
        CancellationToken cancellationToken
    )
    {
        var moment = await Moments.FindAsync(call, muster, option, cancellationToken);
        return new(moment, moment.At ?? call.Clock.GetUtcNow());
    }

    /// <summary>Names of the connections by key, and the key of the one that is asked for; null for all.</summary>
    /// <exception cref="UserErrorException">There is none of that name.</exception>
    public static async Task<(IReadOnlyDictionary<int, string> Names, int? Only)> ConnectionsAsync(
        MusterInstance muster,
        string? name,
        CancellationToken cancellationToken
    )
    {
        var only = name is null ? null : await muster.ConnectionAsync(name, cancellationToken);
        return (
            (await muster.Connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.Key, it => it.Name),
            only?.Key
        );
    }

    /// <summary>An option that takes one of the words of an enum.</summary>
    public static Option<string?> OneOf<T>(string name, string description, string helpName)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetValues<T>().Select(JsonFormat.Word)];
        var option = new Option<string?>(name) { Description = $"{description}: {string.Join(", ", words)}", HelpName = helpName };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <summary>What such an option was given; null for nothing.</summary>
    public static T? Word<T>(Invocation call, Option<string?> option)
        where T : struct, Enum => call.Get(option) is { } word ? Enum.Parse<T>(word, ignoreCase: true) : null;
}
