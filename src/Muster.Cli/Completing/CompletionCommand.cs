using System.CommandLine;

namespace Muster.Cli.Completing;

/// <summary><c>muster completion</c></summary>
internal static class CompletionCommand
{
    public static Command Create(Cli cli)
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", CompletionScripts.Shells)}" };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new Command("completion", "Print a script by which a shell completes verbs and options") { shell }.WithExamples(
            "muster completion bash > ~/.local/share/bash-completion/completions/muster",
            "muster completion fish > ~/.config/fish/completions/muster.fish"
        );
        cli.Handle(
            command,
            (call, _) =>
            {
                var script = CompletionScripts.Of(call.Get(shell));
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("shell", call.Get(shell));
                        json.WriteString("script", script);
                        json.WriteEndObject();
                    });
                else
                    call.Terminal.Writer.Write(script);
                return Task.FromResult(ExitCodes.Fine);
            }
        );
        return command;
    }
}
