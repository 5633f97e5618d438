using System.CommandLine;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups …</c></summary>
internal static class GroupCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("groups", "Create groups, link them to the directory, look at them");
        command.Add(DiscoverGroupsCommand.Create(cli));
        command.Add(CreateGroupsCommand.Create(cli));
        command.Add(ListGroupsCommand.Create(cli));
        command.Add(ShowGroupCommand.Create(cli));
        command.Add(GroupMembersCommand.Create(cli));
        command.Add(GroupTreeCommand.Create(cli));
        command.Add(GroupReportCommand.Create(cli));
        command.Add(SetGroupCommand.Create(cli));
        command.Add(LinkGroupCommand.Link(cli));
        command.Add(LinkGroupCommand.Relink(cli));
        command.Add(PickGroupCommand.Create(cli));
        command.Add(LocalMemberCommands.Add(cli));
        command.Add(LocalMemberCommands.Remove(cli));
        command.Add(LinkGroupCommands.Unlink(cli));
        command.Add(LinkGroupCommands.Resume(cli));
        command.Add(LinkGroupCommands.Retire(cli));
        return command;
    }
}
