using System.CommandLine;
using Muster.Cli.Exporting;

namespace Muster.Cli.Auditing;

/// <summary><c>muster audit key</c></summary>
internal static class SigningKeyCommand
{
    public static Command Create(Cli cli)
    {
        var file = new Option<FileInfo?>("--out") { Description = "File to write; standard output without it", HelpName = "FILE" };
        var command = new Command("key", "Write the public key that proves signed exports and anchors of this installation")
        {
            file,
        }.WithExamples("muster audit key --out muster-public.pem", "muster audit key --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var signer = muster.Database.Signer;
                await using var output = OutputFile.Open(call.Get(file), call.Terminal);
                if (call.Terminal.Json)
                    output.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("keyId", signer.KeyId);
                        json.WriteString("algorithm", "ES256");
                        json.WriteString("publicKey", signer.PublicKeyPem);
                        json.WriteEndObject();
                    });
                else
                    await output.Writer.WriteLineAsync(signer.PublicKeyPem);
                await output.CompleteAsync(cancellationToken);
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}
