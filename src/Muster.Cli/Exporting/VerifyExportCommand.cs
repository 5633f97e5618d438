using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Muster.Engine.Signing;
using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary><c>muster export verify</c></summary>
internal static class VerifyExportCommand
{
    public static Command Create(Cli cli)
    {
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "The exported file; its signature lies beside it, under its name with .jws",
        };
        var key = new Option<FileInfo>("--key")
        {
            Description = "Public key of the installation that made it: muster audit key",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command("verify", "Check that a signed export is what it says, without the installation that made it")
        {
            file,
            key,
        }.WithExamples(
            "muster export verify groups.csv --key muster-public.pem",
            "muster export verify people.xlsx --key muster-public.pem --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var (asked, signature) = (call.Get(file)!, new FileInfo(call.Get(file)!.FullName + SignedExport.Ending));
                foreach (var needed in new[] { asked, signature, call.Get(key)! })
                    if (!needed.Exists)
                        throw new UserErrorException(ExitCodes.NotFound, $"There is no file {needed.FullName}.");
                var pem = await File.ReadAllTextAsync(call.Get(key)!.FullName, cancellationToken);
                using var manifest = Manifest(await File.ReadAllTextAsync(signature.FullName, cancellationToken), pem, signature.Name);
                await using var content = asked.OpenRead();
                var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
                if (hash != manifest.RootElement.GetProperty("sha256").GetString())
                    throw new UserErrorException(
                        ExitCodes.Unexpected,
                        $"{asked.Name} is not the file that was signed: its SHA-256 is {hash}."
                    );
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteBoolean("ok", true);
                        json.WritePropertyName("manifest");
                        manifest.RootElement.WriteTo(json);
                        json.WriteEndObject();
                    });
                else
                    Print(call, asked.Name, manifest.RootElement);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static JsonDocument Manifest(string text, string pem, string name)
    {
        try
        {
            return JsonDocument.Parse(Jws.Open(text, SignedExport.Type, pem));
        }
        catch (FormatException wrong)
        {
            throw new UserErrorException(ExitCodes.Unexpected, $"{name} is no signature of an export by that key: {wrong.Message}.");
        }
    }

    private static void Print(Invocation call, string name, JsonElement manifest)
    {
        var audit = manifest.GetProperty("audit");
        call.Terminal.Say($"[green]✓[/] {name} is what was signed, unchanged.");
        call.Terminal.Say(
            $"  {manifest.GetProperty("list").GetString()}, {Numbers.Of(manifest.GetProperty("rows").GetInt64(), "row")}, made {manifest.GetProperty("madeAt").GetString()} by {manifest.GetProperty("madeBy").GetString()}"
        );
        foreach (var fact in manifest.GetProperty("about").EnumerateObject())
            call.Terminal.Say($"  [grey]{fact.Name}: {fact.Value.GetString()}[/]");
        call.Terminal.Say(
            $"  [grey]audit entry {Numbers.Of(audit.GetProperty("number").GetInt64())}, {audit.GetProperty("head").GetString()}[/]"
        );
    }
}
