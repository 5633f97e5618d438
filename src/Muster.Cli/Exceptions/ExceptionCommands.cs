using System.CommandLine;

namespace Muster.Cli.Exceptions;

/// <summary><c>muster exceptions …</c></summary>
internal static class ExceptionCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("exceptions", "Add people to linked groups, or keep them out, against the directory");
        command.Add(AddExceptionCommand.Create(cli));
        command.Add(ListExceptionsCommand.Create(cli));
        command.Add(ShowExceptionCommand.Create(cli));
        command.Add(ChangeExceptionCommands.Extend(cli));
        command.Add(ChangeExceptionCommands.End(cli));
        return command;
    }
}
