from odoo import api, fields, models


class OfRoom(models.Model):
    """A room in which sessions take place."""

    _name = "of.room"
    _description = "Room"
    _order = "place_id, name"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    place_id = fields.Many2one("res.partner", help="Address where the room is.", index="btree_not_null")
    seats = fields.Integer(help="How many learners it holds; 0: not said.")
    equipment = fields.Char(help="For instance: 10 computers, screen, accessible by wheelchair.")
    color = fields.Integer(export_string_translation=False)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, help="Empty: of all companies.")

    _seats_positive = models.Constraint("CHECK(seats >= 0)", "The number of seats is not negative.")

    @api.depends("name", "seats")
    @api.depends_context("of_room_seats")
    def _compute_display_name(self):
        for room in self:
            shown = self.env.context.get("of_room_seats") and room.seats
            room.display_name = self.env._("%(room)s (%(seats)s seats)", room=room.name, seats=room.seats) \
                if shown else room.name
