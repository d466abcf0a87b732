{
    "name": "Training: text messages",
    "summary": "Personal links and codes to sign one's attendance, by text message",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_training", "sms"],
    "data": [
        "data/sms_template_data.xml",
        "views/of_attendance_views.xml",
    ],
    "auto_install": True,
    "installable": True,
}
