using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Server.Accounts.Migrations
{
    /// <inheritdoc />
    public partial class ConnectionRoles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Connections",
                table: "api_token",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "PlatformUser",
                table: "account",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "connection_role",
                columns: table => new
                {
                    Account = table.Column<Guid>(type: "TEXT", nullable: false),
                    Connection = table.Column<int>(type: "INTEGER", nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Approver = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_connection_role", x => new { x.Account, x.Connection });
                    table.ForeignKey(
                        name: "FK_connection_role_account_Account",
                        column: x => x.Account,
                        principalTable: "account",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "owner_request",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Account = table.Column<Guid>(type: "TEXT", nullable: false),
                    Asker = table.Column<string>(type: "TEXT", nullable: false),
                    Owner = table.Column<int>(type: "INTEGER", nullable: false),
                    Group = table.Column<int>(type: "INTEGER", nullable: false),
                    Connection = table.Column<int>(type: "INTEGER", nullable: false),
                    User = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedBy = table.Column<string>(type: "TEXT", nullable: true),
                    Answer = table.Column<string>(type: "TEXT", nullable: true),
                    Run = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_owner_request", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_owner_request_Account_Id",
                table: "owner_request",
                columns: new[] { "Account", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_owner_request_Group_User_Kind",
                table: "owner_request",
                columns: new[] { "Group", "User", "Kind" },
                unique: true,
                filter: "\"State\" IN ('Waiting', 'Taking')");

            migrationBuilder.CreateIndex(
                name: "IX_owner_request_State_Connection",
                table: "owner_request",
                columns: new[] { "State", "Connection" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "connection_role");

            migrationBuilder.DropTable(
                name: "owner_request");

            migrationBuilder.DropColumn(
                name: "Connections",
                table: "api_token");

            migrationBuilder.DropColumn(
                name: "PlatformUser",
                table: "account");
        }
    }
}
